import { batchSchema } from '@nemo-batch/contracts'
import { findBatch } from '@nemo-batch/database'
import { z } from 'zod'
import { found, idParam } from '../../services/page-request.ts'
import { presentBatch } from '../../services/present.ts'
import { problems, type Route } from '../route.ts'

export const getBatch: Route = (services) => async (app) => {
  app.get(
    '/batches/:id',
    {
      schema: {
        operationId: 'getBatch',
        tags: ['batches'],
        summary: 'One batch',
        params: z.object({ id: z.string() }),
        response: { 200: batchSchema, ...problems(401, 404) },
      },
    },
    async (request) => {
      const id = idParam('batch', request.params.id)
      return presentBatch(found('batch', await findBatch(services.db, request.caller.projectId, id)))
    },
  )
}
