import { batchSchema } from '@nemo-batch/contracts'
import { presentBatch } from '@nemo-batch/presenters'
import { z } from 'zod'
import { found, idParam } from '../../services/page-request.ts'
import { problems, type Route } from '../route.ts'

export const getBatch: Route = () => async (app) => {
  app.get(
    '/batches/:id',
    {
      config: { scope: 'jobs:read' },
      schema: {
        operationId: 'getBatch',
        tags: ['batches'],
        summary: 'One batch',
        params: z.object({ id: z.string() }),
        response: { 200: batchSchema, ...problems(401, 403, 404) },
      },
    },
    async (request) => {
      const id = idParam('batch', request.params.id)
      return presentBatch(found('batch', await request.project.findBatch(id)))
    },
  )
}
