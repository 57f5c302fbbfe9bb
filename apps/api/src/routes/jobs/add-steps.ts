import { jobSchema, newStepsSchema } from '@nemo-batch/contracts'
import { z } from 'zod'
import { checkSteps } from '../../intake/check-steps.ts'
import { describeOnly } from '../../plugins/validation.ts'
import { answerOnceIn } from '../../services/answer-new-thing.ts'
import { found, idParam } from '../../services/page-request.ts'
import { refineJob } from '../../services/refine-job.ts'
import { problems, type Route } from '../route.ts'

/** Goes on in the job's own session, on the draft as it is. */
export const addSteps: Route = (services) => async (app) => {
  app.post(
    '/jobs/:id/steps',
    {
      config: { scope: 'jobs:write', audit: 'job.add_steps' },
      schema: {
        operationId: 'addSteps',
        tags: ['jobs'],
        summary: 'Refine a job that has ended: more steps in its own session',
        params: z.object({ id: z.string() }),
        body: describeOnly(newStepsSchema),
        response: { 202: jobSchema, ...problems(400, 401, 403, 404, 409, 413, 415, 422) },
      },
    },
    async (request, reply) => {
      const id = idParam('job', request.params.id)
      let accountId: string | null = null
      await answerOnceIn(request.project, request, reply, {
        act: async (tx) => {
          found('job', await tx.findJob(id))
          const refined = await refineJob(tx, id, await checkSteps(request.body, tx, services.settings))
          accountId = refined.accountId
          const body = services.presentJob(found('job', await tx.findJob(id)))
          return { statusCode: 202, headers: { location: body.links.self }, body }
        },
      })
      if (accountId !== null) void services.startJobs(accountId)
      return reply
    },
  )
}
