import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import { z } from 'zod'
import type { CallEntry } from '../call-log.ts'
import { refuse } from '../errors.ts'
import { type FaultSet, faultNumber, readMarkers } from '../faults.ts'
import { nasty } from '../nasty-text.ts'
import { isAnsweredAfterwards } from '../scripting/answer-by-script.ts'
import { type Session, strikes } from '../sessions.ts'
import { editSession, type Message, readMessage } from '../stream/edit-session.ts'
import { EventStream, type Listener, nobody } from '../stream/event-stream.ts'
import type { World } from '../world.ts'
import { entryOf, findSession, parseBody } from './answer.ts'

const messageBody = z.object({
  app_name: z.literal('nemo_agent'),
  user_id: z.literal('me'),
  session_id: z.string().min(1).max(200),
  new_message: z.object({
    role: z.string().optional(),
    parts: z
      .array(z.looseObject({ text: z.string().max(20_000).optional() }))
      .min(1)
      .max(20),
  }),
})

/** The message over `run_sse`: refused in JSON, or taken, frozen, and answered as an event stream. */
export const messageRoutes =
  (world: World): FastifyPluginAsync =>
  async (app) => {
    app.post('/run_sse', { config: { call: 'message' } }, async (request, reply) => {
      const body = parseBody(messageBody, request.body)
      const session = findSession(world, request, body.session_id)
      const raw = body.new_message.parts.map((part) => part.text ?? '').join('\n')
      const { text, faults: marked } = readMarkers(raw)
      if (text === '') throw refuse.badRequest('new_message has no text')
      const entry = entryOf(request)
      entry.detail = {
        ...entry.detail,
        text: text.slice(0, 500),
        ...(Object.keys(marked).length ? { faults: marked } : {}),
      }
      const message = accept(world, session, text, marked)
      entry.detail.cost = message.cost
      if (isAnsweredAfterwards(request)) {
        await carryOut(world, reply, session, message, nobody)
        return {}
      }
      entry.status = 200
      reply.hijack()
      answerStream(world, reply, session, message, entry)
    })
  }

/** Takes the message, or refuses it before anything is done or paid. */
function accept(world: World, session: Session, text: string, marked: FaultSet): Message {
  const faults: FaultSet = { ...world.faults, ...marked }
  if (faults.session_lost !== undefined) {
    const times = faultNumber(faults.session_lost, 1)
    if (world.sessions.loseFor(session, text, times)) throw refuse.session()
  }
  if (faults.rate_limit !== undefined && strikes(session, 'rate_limit', faultNumber(faults.rate_limit, 1)))
    throw refuse.rateLimit(1)
  if (faults.http_500 !== undefined && strikes(session, 'http_500', faultNumber(faults.http_500, 1)))
    throw refuse.internal(nasty('internal error', faults))
  if (session.isAnswering) throw refuse.busy('the session is answering another message')
  const message = readMessage(session, text, faults)
  world.accounts.freeze(session.userId, message.cost)
  session.isAnswering = true
  session.draftBefore = session.draft
  session.faults = { ...session.faults, ...marked }
  world.log.countMessage(session.id)
  return message
}

function answerStream(world: World, reply: FastifyReply, session: Session, message: Message, entry: CallEntry) {
  const breakAfter =
    message.faults.drop_stream === undefined ? Number.POSITIVE_INFINITY : faultNumber(message.faults.drop_stream, 1)
  const stream = new EventStream(reply.raw, world.options.dialect, breakAfter)
  stream.gone.addEventListener('abort', () => {
    if (session.isAnswering) entry.detail.closed_early = true
  })
  void carryOut(world, reply, session, message, stream)
}

async function carryOut(world: World, reply: FastifyReply, session: Session, message: Message, listener: Listener) {
  try {
    await editSession(world, session, message, listener)
  } catch (error) {
    if (!world.stopping.aborted) reply.log.error({ err: error }, 'the edit failed')
    listener.break()
  } finally {
    session.isAnswering = false
    world.changed()
  }
}
