import { createBullBoard } from '@bull-board/api'
import { FastifyAdapter } from '@bull-board/fastify'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ApiDeps } from '../deps.ts'
import { preferredType } from '../plugins/accept.ts'
import { mayDo } from '../plugins/bearer-key.ts'
import { sendProblem, toProblem } from '../plugins/error-handler.ts'
import type { KeyGuard } from '../plugins/require-key.ts'
import { isReading } from '../plugins/same-site.ts'
import { ApiProblem } from '../problems.ts'
import { PAGE_OR_JSON } from './page.ts'

const PREFIX = '/queues'

/** Its page adds styles of its own, without a nonce. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

/** Its page asks Google for its fonts. */
const FOREIGN_LINKS = /<link [^>]*href="https?:[^>]*>/g

export type ShownQueues = readonly Pick<ApiDeps['queue'], 'board'>[]

/** The raw queues by bull-board, to look at: for an administrator who is signed in. */
export async function showQueues(
  app: FastifyInstance,
  queues: ShownQueues,
  { authenticate, limit }: Pick<KeyGuard, 'authenticate' | 'limit'>,
): Promise<void> {
  const server = new FastifyAdapter()
  const { replaceQueues } = createBullBoard({
    queues: [],
    serverAdapter: server,
    options: { uiConfig: { boardTitle: 'nemo-batch queues' } },
  })
  // its own shows where in the source an error came from
  server.setErrorHandler((error) => {
    app.log.error({ err: error }, 'a queue could not be shown')
    return { status: 500, body: { error: 'Internal server error' } }
  })

  async function admit(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    if (!isReading(request))
      throw new ApiProblem('method_not_allowed', 'Queues are shown, not changed', { headers: { allow: 'GET, HEAD' } })
    request.caller = await authenticate(request)
    await limit.call(app, request, reply)
    if (request.caller.session === null) throw new ApiProblem('forbidden', 'Sign in to see the queues')
    if (!mayDo(request.caller, 'admin')) throw new ApiProblem('forbidden', 'This needs a key with the scope admin')
    replaceQueues(await boardsOf(queues))
  }

  app.addHook('onRoute', (route) => {
    route.config = { ...route.config, produces: 'any' }
  })
  app.addHook('onRequest', async (request, reply) => {
    reply.header('content-security-policy', POLICY)
    try {
      await admit(request, reply)
    } catch (error) {
      const problem = toProblem(error)
      const isPerson = preferredType(request.headers.accept, PAGE_OR_JSON) === 'text/html'
      // answered here: errors of these routes are bull-board's to tell
      return problem.code === 'unauthorized' && isPerson
        ? reply.redirect(`/sign-in?next=${PREFIX}`, 302)
        : sendProblem(request, reply, problem)
    }
  })
  app.addHook('onSend', async (_request, reply, payload) => {
    const isPage = typeof payload === 'string' && String(reply.getHeader('content-type')).startsWith('text/html')
    return isPage ? payload.replaceAll(FOREIGN_LINKS, '') : payload
  })
  await app.register(server.registerPlugin(), { prefix: PREFIX })
}

/** As they are open now: a queue that lost its backend is opened anew. */
function boardsOf(queues: ShownQueues): Promise<Awaited<ReturnType<ShownQueues[number]['board']>>[]> {
  return Promise.all(queues.map((queue) => queue.board())).catch((error: unknown) => {
    throw new ApiProblem('dependency_unavailable', 'The queues cannot be reached; try again soon', { cause: error })
  })
}
