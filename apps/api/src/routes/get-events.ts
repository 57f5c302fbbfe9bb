import { eventListSchema, listEventsQuery } from '@nemo-batch/contracts'
import { z } from 'zod'
import { listEvents } from '../events/list-events.ts'
import { preferredType } from '../plugins/accept.ts'
import { found, idParam } from '../services/page-request.ts'
import { problems, type Route } from './route.ts'

const STREAM = 'text/event-stream'
const eventStreamSchema = z.string().meta({
  description: 'Server-sent events, each with its `id` and `event`; `data` is an Event',
  'x-item-schema': { $ref: '#/components/schemas/Event' },
})
const PRODUCES = [STREAM, 'application/json'] as const

/** Events of a batch with its jobs, or of one job: as a stream, or as a list in the order in which they happened. */
export const getEvents =
  (kind: 'batch' | 'job'): Route =>
  (services) =>
  async (app) => {
    app.get(
      kind === 'batch' ? '/batches/:id/events' : '/jobs/:id/events',
      {
        config: { scope: 'jobs:read', produces: PRODUCES },
        schema: {
          operationId: kind === 'batch' ? 'getBatchEvents' : 'getJobEvents',
          tags: ['events'],
          summary: `What happened to a ${kind}: a stream that \`Last-Event-ID\` resumes, or a list`,
          params: z.object({ id: z.string() }),
          querystring: listEventsQuery,
          response: {
            200: {
              description: 'What happened, in order',
              content: { [STREAM]: { schema: eventStreamSchema }, 'application/json': { schema: eventListSchema } },
            },
            ...problems(404),
          },
        },
      },
      async (request, reply) => {
        const subject = { kind, id: idParam(kind, request.params.id) }
        found(kind, await request.project.readSubject(subject))
        const type = preferredType(request.headers.accept, PRODUCES) ?? STREAM
        if (request.method === 'HEAD') return reply.type(type).send('')
        if (type !== STREAM) return listEvents(request.project, subject, request.query)
        await services.streams.stream(request, reply, subject)
        return reply
      },
    )
  }
