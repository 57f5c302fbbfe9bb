import { batchSchema, createBatchQuery, newBatchSchema, readBatch } from '@nemo-batch/contracts'
import { describeOnly } from '../../plugins/validation.ts'
import { answerNewBatch } from '../../services/answer-new-batch.ts'
import { found } from '../../services/page-request.ts'
import { presentBatch } from '../../services/present.ts'
import { problems, type Route } from '../route.ts'

/** JSON, or a form with a part `batch` and the files that it names. Everything is created or nothing. */
export const createBatch: Route = (services) => async (app) => {
  app.post(
    '/batches',
    {
      config: { scope: 'jobs:write', audit: 'batch.create' },
      schema: {
        operationId: 'createBatch',
        tags: ['batches'],
        summary: 'Create a batch of jobs',
        consumes: ['application/json', 'multipart/form-data'],
        querystring: createBatchQuery,
        body: describeOnly(newBatchSchema),
        response: { 202: batchSchema, ...problems(400, 401, 403, 409, 413, 415, 422) },
      },
    },
    async (request, reply) => {
      await answerNewBatch(
        app,
        services,
        { request, reply },
        {
          partName: 'batch',
          read: (document) => readBatch(document, { maxJobs: services.settings.maxJobsPerBatch }),
          present: async (tx, { batchId }) => presentBatch(found('batch', await tx.findBatch(batchId))),
        },
      )
      return reply
    },
  )
}
