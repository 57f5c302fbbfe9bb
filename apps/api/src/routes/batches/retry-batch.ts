import { batchSchema, retryBatchSchema, retryEstimateSchema } from '@nemo-batch/contracts'
import { presentBatch } from '@nemo-batch/presenters'
import { z } from 'zod'
import { done } from '../../services/done.ts'
import { found, idParam } from '../../services/page-request.ts'
import { problems, type Route } from '../route.ts'

const CANCELED = { code: 'batch_ended', detail: 'The batch is canceled and none of its jobs failed' } as const

/** Each job starts where as little as possible is done and paid again; a batch that had ended runs again. */
export const retryBatch: Route = (services) => async (app) => {
  app.post(
    '/batches/:id/retry',
    {
      config: { scope: 'jobs:write', audit: 'batch.retry', body: 'optional' },
      schema: {
        operationId: 'retryBatch',
        tags: ['batches'],
        summary: 'Try failed jobs again, or tell what that would cost',
        params: z.object({ id: z.string() }),
        body: retryBatchSchema,
        response: {
          200: z.union([batchSchema, retryEstimateSchema]),
          ...problems(400, 401, 403, 404, 409, 413, 415, 422),
        },
      },
    },
    async (request) => {
      const id = idParam('batch', request.params.id)
      const { codes, dry_run: isDryRun } = request.body
      if (isDryRun) {
        const estimate = found('batch', await request.project.estimateRetry(id, { codes }))
        return { object: 'retry_estimate' as const, ...estimate }
      }
      const { accountId } = done('batch', await request.project.retryBatch(id, { codes }), CANCELED)
      const batch = found('batch', await request.project.findBatch(id))
      void services.startJobs(accountId)
      return presentBatch(batch)
    },
  )
}
