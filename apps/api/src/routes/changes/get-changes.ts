import { z } from 'zod'
import { followChanges } from '../../events/follow-changes.ts'
import { mayDo } from '../../plugins/bearer-key.ts'
import { problems, type Route } from '../route.ts'

const STREAM = 'text/event-stream'
const MESSAGE = { $ref: '#/components/schemas/ChangeMessage' }
const changeStreamSchema = z.string().meta({
  description: 'Server-sent events: `hello` first, then `changes`, at most one in 250 ms. Of the `data` of each:',
  contentMediaType: 'application/json',
  contentSchema: MESSAGE,
  'x-item-schema': MESSAGE,
})

/** For whoever keeps something in view: what to read anew. */
export const getChanges: Route =
  ({ feed, streams }) =>
  async (app) => {
    app.get(
      '/changes',
      {
        config: { scope: 'any', produces: [STREAM] },
        schema: {
          operationId: 'getChanges',
          tags: ['events'],
          summary: 'A stream that tells within a second that something changed, of what the key may read',
          description:
            'It tells that something changed, never what, and is not resumed: after each `hello`, read anew what you show.',
          response: {
            200: {
              description: 'What changed, until you leave',
              content: { [STREAM]: { schema: changeStreamSchema } },
            },
            ...problems(401),
          },
        },
      },
      async (request, reply) => {
        if (request.method === 'HEAD') return reply.type(STREAM).send('')
        const { caller } = request
        const interest = {
          projectId: caller.projectId,
          jobs: mayDo(caller, 'jobs:read'),
          webhooks: mayDo(caller, 'webhooks'),
          installation: mayDo(caller, 'admin'),
        }
        await streams.hold(request, reply, (signal) => followChanges(feed, interest, signal))
        return reply
      },
    )
  }
