import { jobSchema } from '@nemo-batch/contracts'
import { z } from 'zod'
import { done } from '../../services/done.ts'
import { found, idParam } from '../../services/page-request.ts'
import { problems, type Route } from '../route.ts'

const NOT_FAILED = { code: 'job_not_failed', detail: 'Only a failed job can be retried' } as const

/** Starts where as little as possible is done and paid again. */
export const retryJob: Route = (services) => async (app) => {
  app.post(
    '/jobs/:id/retry',
    {
      config: { scope: 'jobs:write', audit: 'job.retry', body: 'none' },
      schema: {
        operationId: 'retryJob',
        tags: ['jobs'],
        summary: 'Try a failed job again, from where it failed',
        params: z.object({ id: z.string() }),
        response: { 200: jobSchema, ...problems(400, 401, 403, 404, 409, 413, 415, 422) },
      },
    },
    async (request) => {
      const id = idParam('job', request.params.id)
      const { accountId } = done('job', await request.project.retryJob(id), NOT_FAILED)
      const job = found('job', await request.project.findJob(id))
      void services.startJobs(accountId)
      return services.presentJob(job)
    },
  )
}
