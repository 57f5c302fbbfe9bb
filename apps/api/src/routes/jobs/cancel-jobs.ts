import { bulkAnswerSchema, bulkSelectionSchema } from '@nemo-batch/contracts'
import { describeOnly } from '../../plugins/validation.ts'
import { actOnMany } from '../../services/act-on-many.ts'
import { problems, type Route } from '../route.ts'

export const cancelJobs: Route = (services) => async (app) => {
  app.post(
    '/jobs/cancel',
    {
      config: { scope: 'jobs:write', audit: 'job.cancel_many', once: 'no' },
      schema: {
        operationId: 'cancelJobs',
        tags: ['jobs'],
        summary: 'Cancel many jobs, of any batches, or tell what that would lose',
        description: 'Running ones end within seconds; asking twice does no harm.',
        body: describeOnly(bulkSelectionSchema),
        response: { 200: bulkAnswerSchema, ...problems(400, 401, 403, 404, 413, 415, 422) },
      },
    },
    async ({ project, body }) => actOnMany(services, project, 'cancel', body),
  )
}
