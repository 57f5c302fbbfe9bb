import { fileSchema } from '@nemo-batch/contracts'
import { findFile } from '@nemo-batch/database'
import { z } from 'zod'
import { found, idParam } from '../../services/page-request.ts'
import { presentFile } from '../../services/present.ts'
import { problems, type Route } from '../route.ts'

export const getFile: Route = (services) => async (app) => {
  app.get(
    '/files/:id',
    {
      schema: {
        operationId: 'getFile',
        tags: ['files'],
        summary: 'One file',
        params: z.object({ id: z.string() }),
        response: { 200: fileSchema, ...problems(401, 404) },
      },
    },
    async (request) => {
      const id = idParam('file', request.params.id)
      return presentFile(found('file', await findFile(services.db, request.caller.projectId, id)))
    },
  )
}
