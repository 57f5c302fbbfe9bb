import helmet from '@fastify/helmet'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import { readPage } from './dashboard/page.ts'
import { serveFiles } from './dashboard/serve-files.ts'
import { showQueues } from './dashboard/show-queues.ts'
import type { ApiDeps } from './deps.ts'
import * as limits from './limits.ts'
import { timeRequests } from './metrics/http-metrics.ts'
import { checkAccept } from './plugins/accept.ts'
import { refuseAmbiguousHeaders } from './plugins/ambiguous-headers.ts'
import { parseBodies } from './plugins/body-parsers.ts'
import { answerBrokenRequest } from './plugins/broken-request.ts'
import { handleErrors, sendProblem, toProblem } from './plugins/error-handler.ts'
import { endGracefully } from './plugins/graceful-end.ts'
import { createKeyGuard } from './plugins/key-guard.ts'
import { shedLoad } from './plugins/load-shedding.ts'
import { keepOutOfCaches } from './plugins/no-store.ts'
import { handleUnknownAddresses } from './plugins/not-found.ts'
import { describeApi } from './plugins/openapi.ts'
import { takeOptionalBodies } from './plugins/optional-body.ts'
import { logRequests, requestIdOf } from './plugins/request-log.ts'
import { readCookies } from './plugins/session-cookie.ts'
import { endSlowBodies } from './plugins/slow-body.ts'
import { validate } from './plugins/validation.ts'
import { registerRoutes } from './routes/index.ts'
import { createServices } from './services/index.ts'

/** The API, ready to listen. Closing it ends its event streams; what it stands on is the caller's to close. */
export async function buildApp(deps: ApiDeps): Promise<FastifyInstance> {
  const logger: FastifyBaseLogger = deps.logger
  const app: FastifyInstance = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request_id' }),
    genReqId: requestIdOf,
    requestIdHeader: false,
    bodyLimit: limits.JSON_BODY_BYTES,
    requestTimeout: limits.REQUEST_TIMEOUT_MS,
    keepAliveTimeout: limits.KEEP_ALIVE_TIMEOUT_MS,
    http: {
      maxHeaderSize: limits.HEADER_BYTES,
      headersTimeout: limits.HEADERS_TIMEOUT_MS,
      connectionsCheckingInterval: limits.CONNECTION_CHECK_MS,
      // told as a problem, like everything else
      requireHostHeader: false,
    },
    routerOptions: { maxParamLength: limits.PARAM_CHARS, ignoreTrailingSlash: true },
    forceCloseConnections: 'idle',
    trustProxy: [...deps.settings.trustProxy],
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: (error, request, reply) => sendProblem(request, reply, toProblem(error)),
  })
  app.server.maxConnections = limits.CONNECTIONS
  const services = createServices(deps)
  const page = await readPage(deps.settings.dashboardDir)
  // The schemas of answers describe; what leaves is built field by field by the presenters.
  app.setValidatorCompiler(validate)
  app.setSerializerCompiler(() => JSON.stringify)
  app.decorateRequest('caller')
  app.decorateRequest('project')
  app.decorateRequest('administration')
  logRequests(app)
  timeRequests(app, services.metrics.registry)
  handleErrors(app)
  handleUnknownAddresses(app, page)
  keepOutOfCaches(app)
  shedLoad(app)
  refuseAmbiguousHeaders(app)
  endSlowBodies(app)
  await app.register(helmet, {
    // TLS ends in front of us, if anywhere.
    strictTransportSecurity: false,
    contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } },
  })
  await readCookies(app)
  await parseBodies(app)
  takeOptionalBodies(app)
  await describeApi(app)
  checkAccept(app)
  if (page.isBuilt) await app.register((scope) => serveFiles(scope, deps.settings.dashboardDir))
  const guard = await createKeyGuard(app, deps, services)
  await registerRoutes(app, services, guard, page)
  await app.register((scope) => showQueues(scope, [deps.queue, deps.deliveryQueue], guard))
  endGracefully(app, services)
  await app.ready()
  return app
}
