import { jobListSchema, listJobsQuery } from '@nemo-batch/contracts'
import { listJobs as readJobs } from '@nemo-batch/database'
import { pageRequest } from '../../services/page-request.ts'
import { presentList } from '../../services/present.ts'
import { problems, type Route } from '../route.ts'

export const listJobs: Route = (services) => async (app) => {
  app.get(
    '/jobs',
    {
      schema: {
        operationId: 'listJobs',
        tags: ['jobs'],
        summary: 'Jobs, newest first',
        querystring: listJobsQuery,
        response: { 200: jobListSchema, ...problems(400, 401, 422) },
      },
    },
    async (request) => {
      const { status, reference, batch_id: batchId, error_code: errorCode, q: text, ...page } = request.query
      const filter = { status, reference, batchId, errorCode, text }
      const jobs = await readJobs(services.db, { ...pageRequest(request, 'job', page), ...filter })
      return presentList(jobs, services.presentJob)
    },
  )
}
