import { batchSchema } from '@nemo-batch/contracts'
import { findBatch, pauseBatch as pause } from '@nemo-batch/database'
import { z } from 'zod'
import { done } from '../../services/done.ts'
import { found, idParam } from '../../services/page-request.ts'
import { presentBatch } from '../../services/present.ts'
import { problems, type Route } from '../route.ts'

const ENDED = { code: 'batch_ended', detail: 'The batch has ended or is being canceled' } as const

/** Pausing a paused batch is fine. */
export const pauseBatch: Route = (services) => async (app) => {
  app.post(
    '/batches/:id/pause',
    {
      config: { body: 'none' },
      schema: {
        operationId: 'pauseBatch',
        tags: ['batches'],
        summary: 'Begin nothing new until the batch is resumed; what is under way finishes',
        params: z.object({ id: z.string() }),
        response: { 200: batchSchema, ...problems(400, 401, 404, 409, 413, 415, 422) },
      },
    },
    async (request) => {
      const place = { projectId: request.caller.projectId, batchId: idParam('batch', request.params.id) }
      done('batch', await pause(services.db, place), ENDED)
      return presentBatch(found('batch', await findBatch(services.db, place.projectId, place.batchId)))
    },
  )
}
