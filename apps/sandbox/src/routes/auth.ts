import { randomBytes } from 'node:crypto'
import type { FastifyPluginAsync } from 'fastify'
import { z } from 'zod'
import { refuse } from '../errors.ts'
import type { World } from '../world.ts'
import { answer, entryOf, findSession, parseBody } from './answer.ts'

const CLAIM_LIFE_SECONDS = 3_600
const claimBody = z.object({ task_id: z.string().min(1).max(200), session_id: z.string().min(1).max(200) })

/** The anonymous token and the claim link. */
export const authRoutes =
  (world: World): FastifyPluginAsync =>
  async (app) => {
    app.post('/api/auth/anonymous-token', { config: { call: 'anonymous_token' } }, async (request) => {
      const clientId = request.headers['x-client-id']
      if (typeof clientId !== 'string' || clientId.trim() === '') throw refuse.badRequest('X-Client-Id is missing')
      if (clientId.length > 200) throw refuse.badRequest('X-Client-Id is too long')
      const issued = world.accounts.issueAnonymous(clientId)
      entryOf(request).user_id = issued.userId
      return answer(world, {
        token: issued.token,
        user_id: issued.userId,
        credits: issued.credits,
        expires_at: issued.expiresAt,
      })
    })

    app.post('/api/auth/claim-token', { config: { call: 'claim_link' } }, async (request) => {
      const body = parseBody(claimBody, request.body)
      const session = findSession(world, request, body.session_id)
      if (session.taskId !== body.task_id) throw refuse.session()
      return answer(world, { claim_token: `clm_${randomBytes(18).toString('hex')}`, expires_in: CLAIM_LIFE_SECONDS })
    })
  }
