import { messageAnswerSchema, newMessageSchema } from '@nemo-batch/contracts'
import { z } from 'zod'
import { answerMessage } from '../../services/answer-message.ts'
import { answerOnceIn } from '../../services/answer-new-thing.ts'
import { idParam } from '../../services/page-request.ts'
import { problems, type Route } from '../route.ts'

/** 202 when a step works or renders now, 200 when all is said. */
export const sendMessage: Route = (services) => async (app) => {
  app.post(
    '/jobs/:id/messages',
    {
      config: { scope: 'jobs:write', audit: 'job.send_message' },
      schema: {
        operationId: 'sendMessage',
        tags: ['jobs'],
        summary: 'Say something to a job, as a person would: an edit, or a question',
        params: z.object({ id: z.string() }),
        body: newMessageSchema,
        response: {
          200: messageAnswerSchema,
          202: messageAnswerSchema,
          ...problems(400, 401, 403, 404, 409, 413, 415, 422),
        },
      },
    },
    async (request, reply) => {
      const said = { jobId: idParam('job', request.params.id), text: request.body.text }
      let startedOn: string | null = null
      await answerOnceIn(request.project, request, reply, {
        act: async (tx) => {
          const answer = await answerMessage(services, tx, said)
          startedOn = answer.startedOn
          if (startedOn === null) return { statusCode: 200, headers: {}, body: answer.body }
          return { statusCode: 202, headers: { location: `/v1/jobs/${said.jobId}` }, body: answer.body }
        },
      })
      if (startedOn !== null) void services.startJobs(startedOn)
      return reply
    },
  )
}
