import multipart from '@fastify/multipart'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import type { CallEntry, CallName } from './call-log.ts'
import { NemoRefusal } from './errors.ts'
import { authRoutes } from './routes/auth.ts'
import { controlRoutes } from './routes/control.ts'
import { messageRoutes } from './routes/message.ts'
import { outputRoutes } from './routes/output.ts'
import { missingAttribution, renderRoutes } from './routes/render.ts'
import { sessionRoutes } from './routes/sessions.ts'
import { stopReading } from './routes/stop-reading.ts'
import { uploadRoutes } from './routes/upload.ts'
import { answerByScript, giveBackTurn } from './scripting/answer-by-script.ts'
import type { World } from './world.ts'

declare module 'fastify' {
  interface FastifyRequest {
    callEntry: CallEntry | null
  }
  interface FastifyContextConfig {
    /** Name under which calls of this route are kept in the sandbox's log. */
    call?: CallName
  }
}

/** The HTTP face of a sandbox; does not listen by itself. */
export async function buildApp(world: World, logger: FastifyBaseLogger): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: true,
    bodyLimit: 4 * 1024 * 1024,
    routerOptions: { maxParamLength: 200 },
  })
  await app.register(multipart, {
    limits: { fileSize: Number.MAX_SAFE_INTEGER, files: 50, fields: 50, parts: 100 },
  })
  answerByScript(app, world)
  keepLog(app, world)
  answerErrors(app)
  for (const routes of [
    authRoutes,
    sessionRoutes,
    uploadRoutes,
    messageRoutes,
    renderRoutes,
    outputRoutes,
    controlRoutes,
  ])
    await app.register(routes(world))
  return app
}

function keepLog(app: FastifyInstance, world: World): void {
  app.decorateRequest('callEntry', null)
  app.addHook('onRequest', async (request) => {
    const { call } = request.routeOptions.config
    if (call === undefined) return
    request.callEntry = world.log.begin(call)
    const missing = call === 'output' ? [] : missingAttribution(request)
    if (missing.length > 0) request.callEntry.detail.missing_headers = missing
  })
  app.addHook('onSend', async (request, reply) => {
    if (request.callEntry !== null) request.callEntry.status = reply.statusCode
  })
  app.addHook('onResponse', async (request, reply) => {
    if (request.method !== 'GET') world.changed()
    const entry = request.callEntry
    if (entry === null) return
    const { call, session_id, user_id, detail, fault } = entry
    request.log.info({ call, session_id, user_id, detail, fault, status: reply.statusCode }, 'call answered')
  })
}

function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    const { status, body, headers } = describe(error)
    if (status >= 500 && !(error instanceof NemoRefusal)) request.log.error({ err: error }, 'call failed')
    if (request.callEntry !== null)
      request.callEntry.detail = { ...request.callEntry.detail, code: body.code, message: body.message.slice(0, 500) }
    giveBackTurn(request)
    stopReading(request, reply)
    return reply.code(status).headers(headers).send(body)
  })
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ success: false, code: 404, message: 'no such call' }),
  )
}

type ErrorAnswer = {
  status: number
  body: { success: false; code: number; message: string }
  headers: Readonly<Record<string, string>>
}

function describe(error: unknown): ErrorAnswer {
  if (error instanceof NemoRefusal) {
    const { code, message, status, headers } = error
    return { status, body: { success: false, code, message }, headers }
  }
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
  const isCallers = status >= 400 && status < 500
  const message = isCallers && error instanceof Error ? error.message : 'internal error'
  return {
    status: isCallers ? status : 500,
    body: { success: false, code: isCallers ? status : 500, message },
    headers: {},
  }
}
