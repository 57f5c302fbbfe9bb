import { z } from 'zod'
import { ApiProblem, notFound } from '../../problems.ts'
import { idParam } from '../../services/page-request.ts'
import { problems, type Route } from '../route.ts'

export const deleteFile: Route = (services) => async (app) => {
  app.delete(
    '/files/:id',
    {
      config: { scope: 'jobs:write', audit: 'file.delete' },
      schema: {
        operationId: 'deleteFile',
        tags: ['files'],
        summary: 'Delete a file that no unfinished job needs',
        params: z.object({ id: z.string() }),
        response: { 204: z.null().describe('deleted'), ...problems(401, 403, 404, 409) },
      },
    },
    async (request, reply) => {
      const id = idParam('file', request.params.id)
      const deletion = await request.project.deleteFile(id)
      if (deletion.kind === 'not_found') throw notFound('file')
      if (deletion.kind !== 'deleted')
        throw new ApiProblem('file_in_use', 'A job that has not ended needs this file; delete it afterwards')
      await services.storage.remove(deletion.storageKey).catch((error: unknown) => {
        request.log.warn({ err: error, fileId: id }, 'the bytes of a deleted file are still there')
      })
      return reply.code(204).send(null)
    },
  )
}
