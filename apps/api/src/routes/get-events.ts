import { eventListSchema, listEventsQuery } from '@nemo-batch/contracts'
import { z } from 'zod'
import { listEvents } from '../events/list-events.ts'
import { preferredType } from '../plugins/accept.ts'
import { found, idParam } from '../services/page-request.ts'
import { problems, type Route } from './route.ts'

const STREAM = 'text/event-stream'
const PRODUCES = [STREAM, 'application/json'] as const

/** Events of a batch with its jobs, or of one job: as a stream, or as a list in the order in which they happened. */
export const getEvents =
  (kind: 'batch' | 'job'): Route =>
  (services) =>
  async (app) => {
    app.get(
      kind === 'batch' ? '/batches/:id/events' : '/jobs/:id/events',
      {
        exposeHeadRoute: false,
        config: { scope: 'jobs:read', produces: PRODUCES },
        schema: {
          operationId: kind === 'batch' ? 'getBatchEvents' : 'getJobEvents',
          tags: ['events'],
          summary: `What happened to a ${kind}: a stream that \`Last-Event-ID\` resumes, or a list`,
          produces: [...PRODUCES],
          params: z.object({ id: z.string() }),
          querystring: listEventsQuery,
          response: { 200: eventListSchema, ...problems(400, 401, 403, 404, 406, 422, 503) },
        },
      },
      async (request, reply) => {
        const subject = { kind, id: idParam(kind, request.params.id) }
        found(kind, await request.project.readSubject(subject))
        if (preferredType(request.headers.accept, PRODUCES) !== STREAM)
          return listEvents(request.project, subject, request.query)
        await services.streams.stream(request, reply, subject)
        return reply
      },
    )
  }
