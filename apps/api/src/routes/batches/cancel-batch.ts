import { batchSchema } from '@nemo-batch/contracts'
import { presentBatch } from '@nemo-batch/presenters'
import { z } from 'zod'
import { done } from '../../services/done.ts'
import { found, idParam } from '../../services/page-request.ts'
import { problems, type Route } from '../route.ts'

const ENDED = { code: 'batch_ended', detail: 'Every job of the batch has ended; there is nothing to cancel' } as const

/** Running jobs end a little later, by their workers: until then the answer is 202. */
export const cancelBatch: Route = (services) => async (app) => {
  app.post(
    '/batches/:id/cancel',
    {
      config: { scope: 'jobs:write', audit: 'batch.cancel', body: 'none' },
      schema: {
        operationId: 'cancelBatch',
        tags: ['batches'],
        summary: 'Cancel every job that has not ended; running ones end within seconds',
        params: z.object({ id: z.string() }),
        response: { 200: batchSchema, 202: batchSchema, ...problems(400, 401, 403, 404, 409, 413, 415, 422) },
      },
    },
    async (request, reply) => {
      const id = idParam('batch', request.params.id)
      const { wakeUps } = done('batch', await request.project.cancelBatch(id), ENDED)
      void services.wake(wakeUps)
      const batch = found('batch', await request.project.findBatch(id))
      return reply.code(batch.completedAt === null ? 202 : 200).send(presentBatch(batch))
    },
  )
}
