import type { IncomingMessage } from 'node:http'
import { newId } from '@nemo-batch/runtime'
import type { FastifyInstance } from 'fastify'
import { pathOf, REQUEST_ID_HEADER } from './error-handler.ts'

const SANE_ID = /^[A-Za-z0-9._-]{1,100}$/

/** The caller's own id where it is a sane one: it goes into headers and logs. */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers[REQUEST_ID_HEADER]
  return typeof given === 'string' && SANE_ID.test(given) ? given : newId('req')
}

/** The request id on every answer, and one line a request. Queries are left out: they may hold a signature. */
export function logRequests(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header(REQUEST_ID_HEADER, request.id)
  })
  app.addHook('onResponse', async (request, reply) => {
    const line = {
      method: request.method,
      path: pathOf(request.url),
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    }
    const isProbe = line.path === '/healthz' || line.path === '/readyz'
    request.log[isProbe ? 'debug' : 'info'](line, 'request')
  })
}
