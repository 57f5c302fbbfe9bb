import { fileSchema } from '@nemo-batch/contracts'
import { z } from 'zod'
import { found, idParam } from '../../services/page-request.ts'
import { presentFile } from '../../services/present.ts'
import { problems, type Route } from '../route.ts'

export const getFile: Route = () => async (app) => {
  app.get(
    '/files/:id',
    {
      config: { scope: 'jobs:read' },
      schema: {
        operationId: 'getFile',
        tags: ['files'],
        summary: 'One file',
        params: z.object({ id: z.string() }),
        response: { 200: fileSchema, ...problems(401, 403, 404) },
      },
    },
    async (request) => {
      const id = idParam('file', request.params.id)
      return presentFile(found('file', await request.project.findFile(id)))
    },
  )
}
