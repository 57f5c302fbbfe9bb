import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { stopReading } from '../routes/stop-reading.ts'
import type { World } from '../world.ts'
import type { CallSubject, Turn } from './fault-script.ts'
import { isAfterTaken } from './scripted-fault.ts'
import { type SpelledAnswer, spellAnswer } from './spell-answer.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The turn this call has in the script of faults. */
    scripted: Turn | null
  }
}

/** Calls whose turn it is in the script are answered by it, in place of the work or after it. */
export function answerByScript(app: FastifyInstance, world: World): void {
  app.decorateRequest('scripted', null)
  app.addHook('preHandler', async (request, reply) => {
    const entry = request.callEntry
    if (entry === null) return
    const subject = subjectOf(world, request)
    const turn = world.script.take(entry.call, subject)
    if (turn === null) return
    request.scripted = turn
    entry.detail.scripted = describe(turn)
    if (turn.answer.kind === 'backwards' || isAfterTaken(turn.answer)) return
    entry.session_id = subject.sessionId
    entry.user_id = world.accounts.find(request.headers.authorization)?.id ?? null
    const answer = spellAnswer(turn.answer, entry.call, world.options)
    if (answer === null) {
      reply.hijack()
      leave(request, turn)
      return
    }
    stopReading(request, reply)
    return put(reply, answer).send(answer.body)
  })
  app.addHook('onSend', (request, reply, payload, done) => {
    const { callEntry: entry, scripted: turn } = request
    if (entry === null || turn === null || !isAfterTaken(turn.answer)) return done(null, payload)
    if (payload instanceof Readable) payload.destroy()
    const answer = spellAnswer(turn.answer, entry.call, world.options)
    // The hook that never calls back leaves the connection open, or gone.
    if (answer === null) return leave(request, turn)
    put(reply.removeHeader('content-length'), answer)
    done(null, answer.body)
  })
}

/** Whether the call is carried out, and its caller told something else. */
export const isAnsweredAfterwards = ({ scripted }: FastifyRequest): boolean =>
  scripted !== null && isAfterTaken(scripted.answer)

/** Whether the answer is to be one of the past. */
export const isFromThePast = ({ scripted }: FastifyRequest): boolean => scripted?.answer.kind === 'backwards'

/** For a call that was refused by the rules: the fault waits for the next one, and the refusal is answered. */
export function giveBackTurn(request: FastifyRequest): void {
  request.scripted?.giveBack()
  request.scripted = null
  if (request.callEntry !== null) delete request.callEntry.detail.scripted
}

function leave(request: FastifyRequest, turn: Turn): void {
  if (turn.answer.kind === 'reset') request.raw.socket.resetAndDestroy()
  else request.raw.resume()
}

function put(reply: FastifyReply, { status, headers }: SpelledAnswer): FastifyReply {
  return reply.code(status).headers(headers)
}

/** What the script said, short enough for the log. */
const describe = ({ answer }: Turn) =>
  'message' in answer ? { ...answer, message: answer.message?.slice(0, 500) } : answer

/** Which session and which render a call speaks of, wherever it does. */
function subjectOf(world: World, request: FastifyRequest): CallSubject {
  const params = record(request.params)
  const body = record(request.body)
  const renderId = text(params.renderId) ?? (request.callEntry?.call === 'render_submit' ? text(body.id) : null)
  const render = renderId === null ? world.renders.byPublicName(text(params.name) ?? '') : world.renders.get(renderId)
  const named = text(params.sessionId) ?? text(body.session_id) ?? text(body.sessionId)
  const sessionId = named ?? render?.sessionId ?? null
  const language = sessionId === null ? text(body.language) : world.sessions.languageOf(sessionId)
  return { sessionId, renderId: renderId ?? render?.id ?? null, language }
}

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? { ...value } : {}
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)
