import { jobSchema } from '@nemo-batch/contracts'
import { isFinal } from '@nemo-batch/domain'
import { z } from 'zod'
import { done } from '../../services/done.ts'
import { found, idParam } from '../../services/page-request.ts'
import { problems, type Route } from '../route.ts'

const ENDED = { code: 'job_ended', detail: 'The job completed or failed before; there is nothing to cancel' } as const

/** A running job ends a little later, by its worker: until then the answer is 202. */
export const cancelJob: Route = (services) => async (app) => {
  app.post(
    '/jobs/:id/cancel',
    {
      config: { scope: 'jobs:write', audit: 'job.cancel', body: 'none' },
      schema: {
        operationId: 'cancelJob',
        tags: ['jobs'],
        summary: 'Cancel a job; a running one ends within seconds',
        params: z.object({ id: z.string() }),
        response: { 200: jobSchema, 202: jobSchema, ...problems(400, 401, 403, 404, 409, 413, 415, 422) },
      },
    },
    async (request, reply) => {
      const id = idParam('job', request.params.id)
      const { wakeUps } = done('job', await request.project.cancelJob(id), ENDED)
      void services.wake(wakeUps)
      const job = found('job', await request.project.findJob(id))
      return reply.code(isFinal(job.status) ? 200 : 202).send(services.presentJob(job))
    },
  )
}
