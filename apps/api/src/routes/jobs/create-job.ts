import { jobSchema, newSingleJobSchema, readSingleJob } from '@nemo-batch/contracts'
import { describeOnly } from '../../plugins/validation.ts'
import { answerNewBatch } from '../../services/answer-new-batch.ts'
import { found } from '../../services/page-request.ts'
import { problems, type Route } from '../route.ts'

/** A batch of one: JSON, or a form with a part `job` and the files that it names. */
export const createJob: Route = (services) => async (app) => {
  app.post(
    '/jobs',
    {
      config: { scope: 'jobs:write', audit: 'job.create' },
      schema: {
        operationId: 'createJob',
        tags: ['jobs'],
        summary: 'Create one job, in a batch of its own',
        consumes: ['application/json', 'multipart/form-data'],
        body: describeOnly(newSingleJobSchema),
        response: { 202: jobSchema, ...problems(400, 401, 403, 409, 413, 415, 422) },
      },
    },
    async (request, reply) => {
      await answerNewBatch(
        app,
        services,
        { request, reply },
        {
          partName: 'job',
          read: readSingleJob,
          present: async (tx, { firstJobId }) => services.presentJob(found('job', await tx.findJob(firstJobId ?? ''))),
        },
      )
      return reply
    },
  )
}
