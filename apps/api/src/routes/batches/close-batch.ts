import { batchSchema } from '@nemo-batch/contracts'
import { presentBatch } from '@nemo-batch/presenters'
import { z } from 'zod'
import { found, idParam } from '../../services/page-request.ts'
import { problems, type Route } from '../route.ts'

/** Closing what takes no more jobs, because it is closed, has ended or was never open, is fine. */
export const closeBatch: Route = () => async (app) => {
  app.post(
    '/batches/:id/close',
    {
      config: { scope: 'jobs:write', audit: 'batch.close', body: 'none' },
      schema: {
        operationId: 'closeBatch',
        tags: ['batches'],
        summary: 'Take no more jobs into an open batch; it completes when all its jobs have ended',
        params: z.object({ id: z.string() }),
        response: { 200: batchSchema, ...problems(400, 401, 403, 404, 413, 415, 422) },
      },
    },
    async (request) => {
      const id = idParam('batch', request.params.id)
      const outcome = await request.project.closeBatch(id)
      found('batch', outcome.kind === 'not_found' ? null : outcome)
      return presentBatch(found('batch', await request.project.findBatch(id)))
    },
  )
}
