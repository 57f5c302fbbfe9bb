import type { SessionStore, SessionView } from '@nemo-batch/database'
import type { FastifyRequest } from 'fastify'
import type { ApiDeps } from '../deps.ts'
import { SESSION_IDLE_MS, SESSION_LIFE_MS, SESSION_SEEN_EVERY_MS } from '../limits.ts'
import { ApiProblem } from '../problems.ts'
import type { SessionTokens } from '../services/session-tokens.ts'
import { ADMIN, bearerOf, type Caller, type IdentifyKey, unauthorized } from './bearer-key.ts'
import { isReading, refuseOtherSites } from './same-site.ts'
import { sessionTokenOf } from './session-cookie.ts'

/** Says who asks: the holder of a key, or of a session. @throws ApiProblem `unauthorized`, `rate_limited`, `csrf_failed` */
export type Authenticate = (request: FastifyRequest) => Promise<Caller>

export type AuthenticateDeps = Pick<ApiDeps, 'logger' | 'settings'> & {
  readonly identify: IdentifyKey
  readonly sessions: Pick<SessionStore, 'find' | 'markSeen'>
  readonly sessionTokens: SessionTokens
}

const CSRF_HEADER = 'x-csrf-token'

/** A key that was sent decides, whatever cookies came along; a session acts as the key that it was begun with. */
export function authenticateBy(deps: AuthenticateDeps): Authenticate {
  const { identify, sessions, sessionTokens, logger, settings } = deps

  function refuseForgery(request: FastifyRequest, token: string): void {
    refuseOtherSites(request, settings.publicUrl())
    const given = request.headers[CSRF_HEADER]
    if (typeof given !== 'string' || !sessionTokens.isCsrfTokenOf(token, given))
      throw new ApiProblem('csrf_failed', 'Send the `csrf_token` of the session in the header `X-CSRF-Token`')
  }

  /** @returns when its use was last noted */
  function markSeen(session: SessionView): Date {
    const now = settings.now()
    if (now.getTime() - session.lastSeenAt.getTime() < SESSION_SEEN_EVERY_MS) return session.lastSeenAt
    sessions.markSeen(session).catch((error: unknown) => {
      logger.debug({ err: error, sessionId: session.id }, 'the use of a session was not noted')
    })
    return now
  }

  return async (request) => {
    const token = sessionTokenOf(request)
    if (request.headers.authorization !== undefined || token === undefined) {
      const key = bearerOf(request.headers.authorization)
      if (key === null) throw unauthorized('Send a key: `Authorization: Bearer nb_…`')
      return identify(key, request)
    }
    const session = sessionTokens.isOne(token) ? await sessions.find(sessionTokens.digestOf(token)) : null
    if (session === null) throw unauthorized('The session has ended; sign in again', 'invalid_token')
    if (!isReading(request)) refuseForgery(request, token)
    const { id, createdAt } = session
    const expiresAt = expiryOf(createdAt, markSeen(session))
    return { ...holderOf(session), session: { id, createdAt, expiresAt, csrfToken: sessionTokens.csrfTokenOf(token) } }
  }
}

const holderOf = ({ key }: SessionView): Caller =>
  key === null
    ? ADMIN
    : {
        projectId: key.projectId,
        scopes: key.scopes,
        keyId: key.id,
        keyName: key.name,
        keyPrefix: key.prefix,
        session: null,
      }

export const expiryOf = (createdAt: Date, seenAt: Date): Date =>
  new Date(Math.min(createdAt.getTime() + SESSION_LIFE_MS, seenAt.getTime() + SESSION_IDLE_MS))
