import { batchSchema, retryBatchSchema, retryEstimateSchema } from '@nemo-batch/contracts'
import { estimateRetry, findBatch, retryBatch as retry } from '@nemo-batch/database'
import { z } from 'zod'
import { done } from '../../services/done.ts'
import { found, idParam } from '../../services/page-request.ts'
import { presentBatch } from '../../services/present.ts'
import { problems, type Route } from '../route.ts'

const CANCELED = { code: 'batch_ended', detail: 'The batch is canceled and none of its jobs failed' } as const

/** Each job starts where as little as possible is done and paid again; a batch that had ended runs again. */
export const retryBatch: Route = (services) => async (app) => {
  app.post(
    '/batches/:id/retry',
    {
      config: { body: 'optional' },
      schema: {
        operationId: 'retryBatch',
        tags: ['batches'],
        summary: 'Try failed jobs again, or tell what that would cost',
        params: z.object({ id: z.string() }),
        body: retryBatchSchema,
        response: {
          200: z.union([batchSchema, retryEstimateSchema]),
          ...problems(400, 401, 404, 409, 413, 415, 422),
        },
      },
    },
    async (request) => {
      const place = { projectId: request.caller.projectId, batchId: idParam('batch', request.params.id) }
      const { codes, dry_run: isDryRun } = request.body
      if (isDryRun) {
        const estimate = found('batch', await estimateRetry(services.db, place, { codes }))
        return { object: 'retry_estimate' as const, ...estimate }
      }
      const { accountId } = done('batch', await retry(services.db, place, { codes }), CANCELED)
      const batch = found('batch', await findBatch(services.db, place.projectId, place.batchId))
      void services.startJobs(accountId)
      return presentBatch(batch)
    },
  )
}
