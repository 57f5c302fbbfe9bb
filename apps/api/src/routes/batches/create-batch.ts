import { batchSchema, createBatchQuery, newBatchSchema, readBatch } from '@nemo-batch/contracts'
import { findBatch } from '@nemo-batch/database'
import { answerOnce, onceKeyOf } from '../../services/create-once.ts'
import { found } from '../../services/page-request.ts'
import { presentBatch } from '../../services/present.ts'
import { withDocument } from '../../services/read-document.ts'
import { takeBatch } from '../../services/take-batch.ts'
import { uncheckedBody } from '../../plugins/validation.ts'
import { problems, type Route } from '../route.ts'

/** JSON, or a form with a part `batch` and the files that it names. Everything is created or nothing. */
export const createBatch: Route = (services) => async (app) => {
  app.post(
    '/batches',
    {
      validatorCompiler: uncheckedBody,
      schema: {
        operationId: 'createBatch',
        tags: ['batches'],
        summary: 'Create a batch of jobs',
        consumes: ['application/json', 'multipart/form-data'],
        querystring: createBatchQuery,
        body: newBatchSchema,
        response: { 202: batchSchema, ...problems(400, 401, 409, 413, 415, 422) },
      },
    },
    async (request, reply) => {
      const { settings, db } = services
      const { projectId } = request.caller
      const answered = await withDocument(app, services, request, 'batch', ({ value, form, sha256 }) =>
        answerOnce(services, reply, onceKeyOf(request, sha256), (begin, keep) =>
          takeBatch(
            { ...services, ...settings },
            projectId,
            readBatch(value, { maxJobs: settings.maxJobsPerBatch }),
            form,
            {
              begin,
              finish: async (tx, { batchId }) => {
                const body = presentBatch(found('batch', await findBatch(tx, projectId, batchId)))
                return keep(tx, { statusCode: 202, headers: { location: body.links.self }, body })
              },
            },
          ),
        ),
      )
      void services.startJobs(db)
      return answered
    },
  )
}
