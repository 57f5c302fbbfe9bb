import { batchSchema } from '@nemo-batch/contracts'
import { presentBatch } from '@nemo-batch/presenters'
import { z } from 'zod'
import { done } from '../../services/done.ts'
import { found, idParam } from '../../services/page-request.ts'
import { problems, type Route } from '../route.ts'

const ENDED = { code: 'batch_ended', detail: 'The batch has ended or is being canceled' } as const

/** Resuming a batch that is not paused is fine. */
export const resumeBatch: Route = (services) => async (app) => {
  app.post(
    '/batches/:id/resume',
    {
      config: { scope: 'jobs:write', audit: 'batch.resume', body: 'none' },
      schema: {
        operationId: 'resumeBatch',
        tags: ['batches'],
        summary: 'Let a paused batch go on',
        params: z.object({ id: z.string() }),
        response: { 200: batchSchema, ...problems(400, 401, 403, 404, 409, 413, 415, 422) },
      },
    },
    async (request) => {
      const id = idParam('batch', request.params.id)
      const { accountId } = done('batch', await request.project.resumeBatch(id), ENDED)
      void services.startJobs(accountId)
      return presentBatch(found('batch', await request.project.findBatch(id)))
    },
  )
}
