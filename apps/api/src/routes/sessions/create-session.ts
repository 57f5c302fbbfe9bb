import { newSessionSchema, sessionSchema } from '@nemo-batch/contracts'
import { expiryOf } from '../../plugins/authenticate.ts'
import { unauthorized } from '../../plugins/bearer-key.ts'
import { auditedRequest, type KeyGuard } from '../../plugins/require-key.ts'
import { refuseOtherSites } from '../../plugins/same-site.ts'
import { setSessionCookie } from '../../plugins/session-cookie.ts'
import { presentSession } from '../../services/present-session.ts'
import { problems, type Route } from '../route.ts'

/** Signs in: from here on a browser sends a cookie that scripts cannot read, and the key is kept nowhere in it. */
export const createSession =
  ({ identify, limit }: Pick<KeyGuard, 'identify' | 'limit'>): Route =>
  ({ installation, sessions, sessionTokens, settings, digestOf }) =>
  async (app) => {
    app.post(
      '/session',
      {
        config: { once: 'no' },
        schema: {
          operationId: 'createSession',
          tags: ['sessions'],
          summary: 'Sign in: exchange a key for the cookie of a session',
          body: newSessionSchema,
          response: { 201: sessionSchema, ...problems(401, 403, 429) },
        },
        preHandler: async function identifyKey(request, reply) {
          refuseOtherSites(request, settings.publicUrl())
          request.caller = await identify(request.body.key.trim(), request)
          await limit.call(this, request, reply)
        },
      },
      async (request, reply) => {
        const { caller } = request
        const holder =
          caller.keyId === null
            ? { keyId: null, adminKeyDigest: digestOf(settings.adminApiKey) }
            : { keyId: caller.keyId, adminKeyDigest: null }
        const token = sessionTokens.make()
        const begun = await sessions.begin(
          sessionTokens.digestOf(token),
          holder,
          auditedRequest(request, 'session.create'),
        )
        if (begun === null) throw unauthorized('The key is not valid', 'invalid_token')
        const { id, createdAt } = begun
        const session = {
          ...{ id, createdAt, expiresAt: expiryOf(createdAt, createdAt) },
          csrfToken: sessionTokens.csrfTokenOf(token),
        }
        setSessionCookie(reply, token, settings.publicUrl())
        return reply.code(201).send(await presentSession(installation, { ...caller, session }))
      },
    )
  }
