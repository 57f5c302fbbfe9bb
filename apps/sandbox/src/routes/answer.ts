import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Account } from '../accounts.ts'
import type { CallEntry } from '../call-log.ts'
import { refuse } from '../errors.ts'
import type { Session } from '../sessions.ts'
import type { World } from '../world.ts'

/** The success envelope: the fields inside `data`, or at the top level when the sandbox is set so. */
export const answer = (world: World, data: Record<string, unknown>): Record<string, unknown> =>
  world.options.envelope === 'data' ? { code: 0, message: 'success', data } : { code: 0, message: 'success', ...data }

/** @throws NemoRefusal 400 naming the first field that is wrong */
export function parseBody<T extends z.ZodType>(schema: T, body: unknown): z.infer<T> {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw refuse.badRequest(`${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'invalid'}`)
}

/** The log entry of the call; every route of the protocol has one. */
export function entryOf(request: FastifyRequest): CallEntry {
  if (request.callEntry === null) throw new Error('this route is not logged')
  return request.callEntry
}

/** @throws NemoRefusal 1001 */
export function identify(world: World, request: FastifyRequest): Account {
  const account = world.accounts.identify(request.headers.authorization)
  entryOf(request).user_id = account.id
  return account
}

/** @throws NemoRefusal 1001, 1002 */
export function findSession(world: World, request: FastifyRequest, sessionId: string): Session {
  const account = identify(world, request)
  entryOf(request).session_id = sessionId
  return world.sessions.find(sessionId, account.id)
}

/** Where the caller reached the sandbox: links in answers work for whoever asked, whatever name it has for us. */
export const baseUrlOf = (request: FastifyRequest): string => `${request.protocol}://${request.host}`

export const sessionParams = z.object({ sessionId: z.string().min(1).max(200) })
export const renderParams = z.object({ renderId: z.string().min(1).max(200) })
