import cookie from '@fastify/cookie'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { SESSION_LIFE_MS } from '../limits.ts'

export const SESSION_COOKIE = 'nemo_batch_session'

/** Cookies are read of every request, and written by signing in and out alone. */
export async function readCookies(app: FastifyInstance): Promise<void> {
  await app.register(cookie)
}

export const sessionTokenOf = ({ cookies }: FastifyRequest): string | undefined => cookies[SESSION_COOKIE]

/** Out of reach of scripts, and not sent by what other sites lead to. */
export const setSessionCookie = (reply: FastifyReply, token: string, publicUrl: string): FastifyReply =>
  reply.setCookie(SESSION_COOKIE, token, { ...attributes(reply, publicUrl), maxAge: SESSION_LIFE_MS / 1_000 })

export const clearSessionCookie = (reply: FastifyReply, publicUrl: string): FastifyReply =>
  reply.clearCookie(SESSION_COOKIE, attributes(reply, publicUrl))

const attributes = ({ request }: FastifyReply, publicUrl: string) => ({
  httpOnly: true,
  sameSite: 'strict' as const,
  path: '/',
  secure: request.protocol === 'https' || publicUrl.startsWith('https:'),
})
