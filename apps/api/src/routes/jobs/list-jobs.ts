import { jobListSchema, listJobsQuery } from '@nemo-batch/contracts'
import { pageRequest } from '../../services/page-request.ts'
import { presentList } from '../../services/present.ts'
import { problems, type Route } from '../route.ts'

export const listJobs: Route = (services) => async (app) => {
  app.get(
    '/jobs',
    {
      config: { scope: 'jobs:read' },
      schema: {
        operationId: 'listJobs',
        tags: ['jobs'],
        summary: 'Jobs, newest first',
        querystring: listJobsQuery,
        response: { 200: jobListSchema, ...problems(400, 401, 403, 422) },
      },
    },
    async (request) => {
      const { status, reference, batch_id: batchId, error_code: errorCode, q: text, ...page } = request.query
      const filter = { status, reference, batchId, errorCode, text }
      const jobs = await request.project.listJobs({ ...pageRequest('job', page), ...filter })
      return presentList(jobs, services.presentJob)
    },
  )
}
