import { bulkAnswerSchema, bulkSelectionSchema } from '@nemo-batch/contracts'
import { describeOnly } from '../../plugins/validation.ts'
import { actOnMany } from '../../services/act-on-many.ts'
import { problems, type Route } from '../route.ts'

export const retryJobs: Route = (services) => async (app) => {
  app.post(
    '/jobs/retry',
    {
      config: { scope: 'jobs:write', audit: 'job.retry_many', once: 'no' },
      schema: {
        operationId: 'retryJobs',
        tags: ['jobs'],
        summary: 'Try many failed jobs again, of any batches, or tell what that would cost',
        description:
          'Each starts where as little as possible is done and paid again, as it would be alone; asking twice does no harm.',
        body: describeOnly(bulkSelectionSchema),
        response: { 200: bulkAnswerSchema, ...problems(400, 401, 403, 404, 413, 415, 422) },
      },
    },
    async ({ project, body }) => actOnMany(services, project, 'retry', body),
  )
}
