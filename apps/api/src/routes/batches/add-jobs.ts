import { addedJobsSchema, batchSchema } from '@nemo-batch/contracts'
import { z } from 'zod'
import { takeStreams } from '../../intake/body-forms.ts'
import { describeOnly } from '../../plugins/validation.ts'
import { answerAddedJobs } from '../../services/add-jobs.ts'
import { idParam } from '../../services/page-request.ts'
import { createTurns } from '../../services/turns.ts'
import { problems, type Route } from '../route.ts'

/** All of the jobs are added or none. They start as they arrive. */
export const addJobs: Route = (services) => async (app) => {
  const turns = createTurns()
  takeStreams(app, ['json', 'ndjson'])
  app.post(
    '/batches/:id/jobs',
    {
      config: { scope: 'jobs:write', audit: 'batch.add_jobs' },
      schema: {
        operationId: 'addJobs',
        tags: ['batches'],
        summary: 'Add jobs to an open batch',
        consumes: ['application/json', 'application/x-ndjson', 'multipart/form-data'],
        params: z.object({ id: z.string() }),
        body: describeOnly(addedJobsSchema),
        response: { 202: batchSchema, ...problems(400, 401, 403, 404, 409, 413, 415, 422) },
      },
    },
    async (request, reply) => {
      const batchId = idParam('batch', request.params.id)
      await answerAddedJobs(services, { request, reply }, { batchId, turns })
      return reply
    },
  )
}
