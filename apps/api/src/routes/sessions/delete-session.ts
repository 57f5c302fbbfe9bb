import { z } from 'zod'
import { auditedRequest } from '../../plugins/require-key.ts'
import { clearSessionCookie } from '../../plugins/session-cookie.ts'
import { sessionOf } from '../../services/present-session.ts'
import { problems, type Route } from '../route.ts'

export const deleteSession: Route =
  ({ sessions, settings }) =>
  async (app) => {
    app.delete(
      '/session',
      {
        config: { scope: 'any', audit: 'session.delete' },
        schema: {
          operationId: 'deleteSession',
          tags: ['sessions'],
          summary: 'Sign out: the session ends here, whoever else has its cookie',
          response: { 204: z.null().describe('ended'), ...problems(401, 403, 404) },
        },
      },
      async (request, reply) => {
        await sessions.end(sessionOf(request.caller), auditedRequest(request, 'session.delete'))
        return clearSessionCookie(reply, settings.publicUrl()).code(204).send(null)
      },
    )
  }
