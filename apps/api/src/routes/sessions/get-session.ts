import { sessionSchema } from '@nemo-batch/contracts'
import { presentSession } from '../../services/present-session.ts'
import { problems, type Route } from '../route.ts'

export const getSession: Route =
  ({ installation }) =>
  async (app) => {
    app.get(
      '/session',
      {
        config: { scope: 'any' },
        schema: {
          operationId: 'getSession',
          tags: ['sessions'],
          summary: 'Who is signed in, and what to send along with changes',
          description: 'Of the cookie alone: with a key there is no session.',
          response: { 200: sessionSchema, ...problems(401, 404) },
        },
      },
      (request) => presentSession(installation, request.caller),
    )
  }
