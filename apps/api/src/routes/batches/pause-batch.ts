import { batchSchema } from '@nemo-batch/contracts'
import { presentBatch } from '@nemo-batch/presenters'
import { z } from 'zod'
import { done } from '../../services/done.ts'
import { found, idParam } from '../../services/page-request.ts'
import { problems, type Route } from '../route.ts'

const ENDED = { code: 'batch_ended', detail: 'The batch has ended or is being canceled' } as const

/** Pausing a paused batch is fine. */
export const pauseBatch: Route = () => async (app) => {
  app.post(
    '/batches/:id/pause',
    {
      config: { scope: 'jobs:write', audit: 'batch.pause', body: 'none' },
      schema: {
        operationId: 'pauseBatch',
        tags: ['batches'],
        summary: 'Begin nothing new until the batch is resumed; what is under way finishes',
        params: z.object({ id: z.string() }),
        response: { 200: batchSchema, ...problems(400, 401, 403, 404, 409, 413, 415, 422) },
      },
    },
    async (request) => {
      const id = idParam('batch', request.params.id)
      done('batch', await request.project.pauseBatch(id), ENDED)
      return presentBatch(found('batch', await request.project.findBatch(id)))
    },
  )
}
