import { isIdOf } from '@nemo-batch/contracts'
import { cursorAfter, type EventSubject, type EventView, FIRST_EVENT, type ProjectStore } from '@nemo-batch/database'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ApiDeps } from '../deps.ts'
import { SSE_KEY_CHECK_EVERY_MS, SSE_STREAMS, SSE_STREAMS_PER_KEY } from '../limits.ts'
import { type Caller, principalOf } from '../plugins/bearer-key.ts'
import { ApiProblem } from '../problems.ts'
import { presentEvent } from '../services/present.ts'
import { type Follow, followEvents } from './follow-events.ts'
import { findGoneCallers, type LiveCallersDeps } from './gone-callers.ts'
import { openSse, type SseMessage } from './sse-writer.ts'

export type EventStreams = {
  /** Takes the connection over and writes the subject's events to it, from `Last-Event-ID` on. */
  stream(request: FastifyRequest, reply: FastifyReply, subject: EventSubject): Promise<void>
  /** Takes the connection over for messages that are read until there are no more, or nobody is there for them. */
  hold(
    request: FastifyRequest,
    reply: FastifyReply,
    read: (signal: AbortSignal) => AsyncIterable<SseMessage>,
  ): Promise<void>
  countOpen(): number
  /** Ends every stream; readers come back with the id of their last event. */
  close(): Promise<void>
}

type Stream = { readonly caller: Caller; readonly gone: AbortController; readonly isEnded: Promise<void> }

/** The streams of this process, so many in all and for each key; those of who may no longer read end within seconds. */
export function openEventStreams(
  { feed, logger }: Pick<ApiDeps, 'feed' | 'logger'>,
  live: LiveCallersDeps,
): EventStreams {
  const open = new Set<Stream>()
  let timer: NodeJS.Timeout | undefined

  async function endThoseOfGoneCallers(): Promise<void> {
    const streams = [...open]
    const gone = await findGoneCallers(live, new Set(streams.map(({ caller }) => caller)))
    for (const stream of streams) if (gone.has(stream.caller)) stream.gone.abort()
  }
  const checkCallers = (): void => {
    endThoseOfGoneCallers().catch((error: unknown) => {
      logger.debug({ err: error }, 'the callers of open event streams were not looked at')
    })
  }

  function enter(caller: Caller): { readonly gone: AbortController; readonly leave: () => void } {
    if (open.size >= SSE_STREAMS) throw new ApiProblem('overloaded', 'No more event streams fit; read the list')
    const principal = principalOf(caller)
    const ofCaller = [...open].filter((stream) => principalOf(stream.caller) === principal).length
    if (ofCaller >= SSE_STREAMS_PER_KEY)
      throw new ApiProblem('too_many_streams', `A key may have ${SSE_STREAMS_PER_KEY} event streams open`, {
        headers: { 'retry-after': '5' },
      })
    const { promise: isEnded, resolve: ended } = Promise.withResolvers<void>()
    const gone = new AbortController()
    const stream = { caller, gone, isEnded }
    open.add(stream)
    timer ??= setInterval(checkCallers, SSE_KEY_CHECK_EVERY_MS)
    return {
      gone,
      leave: () => {
        open.delete(stream)
        if (open.size === 0) {
          clearInterval(timer)
          timer = undefined
        }
        ended()
      },
    }
  }

  const hold: EventStreams['hold'] = async (request, reply, read) => {
    const { gone, leave } = enter(request.caller)
    try {
      reply.hijack()
      reply.raw.once('close', () => gone.abort())
      if (reply.raw.destroyed) gone.abort()
      const writer = openSse(reply.raw, textHeaders(reply))
      try {
        for await (const message of read(gone.signal)) await writer.write(message)
      } catch (error) {
        if (!gone.signal.aborted) request.log.warn({ err: error }, 'an event stream broke')
      } finally {
        writer.end()
      }
    } finally {
      leave()
    }
  }

  return {
    hold,
    async stream(request, reply, subject) {
      const { project } = request
      const from = await startOf(project, subject, request.headers['last-event-id'])
      await hold(request, reply, (signal) => messagesOf(followEvents({ feed, project, subject, from, signal })))
    },
    countOpen: () => open.size,
    async close() {
      const endings = [...open].map(({ isEnded }) => isEnded)
      for (const { gone } of open) gone.abort()
      await Promise.all(endings)
    },
  }
}

async function* messagesOf(events: AsyncIterable<EventView>): AsyncGenerator<SseMessage> {
  for await (const event of events) {
    const data = presentEvent(event)
    yield { id: data.id, event: data.type, data }
  }
}

/** An id that the subject does not have starts from the beginning: nothing is lost. */
async function startOf(
  project: ProjectStore,
  subject: EventSubject,
  lastEventId: string | string[] | undefined,
): Promise<Follow['from']> {
  const isOurs = typeof lastEventId === 'string' && isIdOf('evt', lastEventId)
  const last = isOurs ? await project.findEvent(subject, lastEventId) : null
  if (last === null) return { cursor: FIRST_EVENT, lastOwnSeq: 0 }
  const isOwn = subject.kind === 'job' || last.jobId === null
  return { cursor: cursorAfter(last), lastOwnSeq: isOwn ? last.seq : 0 }
}

const textHeaders = (reply: FastifyReply): Record<string, string> =>
  Object.fromEntries(
    Object.entries(reply.getHeaders()).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  )
