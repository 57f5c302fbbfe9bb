import { jobSchema } from '@nemo-batch/contracts'
import { z } from 'zod'
import { found, idParam } from '../../services/page-request.ts'
import { problems, type Route } from '../route.ts'

export const getJob: Route = (services) => async (app) => {
  app.get(
    '/jobs/:id',
    {
      config: { scope: 'jobs:read' },
      schema: {
        operationId: 'getJob',
        tags: ['jobs'],
        summary: 'One job',
        params: z.object({ id: z.string() }),
        response: { 200: jobSchema, ...problems(401, 403, 404) },
      },
    },
    async (request) => {
      const id = idParam('job', request.params.id)
      return services.presentJob(found('job', await request.project.findJob(id)))
    },
  )
}
