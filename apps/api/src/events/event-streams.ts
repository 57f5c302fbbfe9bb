import { isIdOf } from '@nemo-batch/contracts'
import {
  cursorAfter,
  type EventSubject,
  type EventView,
  FIRST_EVENT,
  type InstallationStore,
  type ProjectStore,
} from '@nemo-batch/database'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ApiDeps } from '../deps.ts'
import { SSE_KEY_CHECK_EVERY_MS, SSE_STREAMS, SSE_STREAMS_PER_KEY } from '../limits.ts'
import { ApiProblem } from '../problems.ts'
import { presentEvent } from '../services/present.ts'
import { type Follow, followEvents } from './follow-events.ts'
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

type Stream = { readonly keyId: string | null; readonly gone: AbortController; readonly isEnded: Promise<void> }

/** The streams of this process, so many in all and for each key; those of a revoked key end within seconds. */
export function openEventStreams(
  { feed, logger }: Pick<ApiDeps, 'feed' | 'logger'>,
  installation: Pick<InstallationStore, 'findLiveKeys'>,
): EventStreams {
  const open = new Set<Stream>()
  let timer: NodeJS.Timeout | undefined

  async function endThoseOfRevokedKeys(): Promise<void> {
    const ids = new Set([...open].flatMap(({ keyId }) => keyId ?? []))
    if (ids.size === 0) return
    const live = await installation.findLiveKeys([...ids])
    for (const { keyId, gone } of open) if (keyId !== null && ids.has(keyId) && !live.has(keyId)) gone.abort()
  }
  const checkKeys = (): void => {
    endThoseOfRevokedKeys().catch((error: unknown) => {
      logger.debug({ err: error }, 'the keys of open event streams were not looked at')
    })
  }

  function enter(keyId: string | null): { readonly gone: AbortController; readonly leave: () => void } {
    if (open.size >= SSE_STREAMS) throw new ApiProblem('overloaded', 'No more event streams fit; read the list')
    const ofKey = [...open].filter((stream) => stream.keyId === keyId).length
    if (ofKey >= SSE_STREAMS_PER_KEY)
      throw new ApiProblem('too_many_streams', `A key may have ${SSE_STREAMS_PER_KEY} event streams open`, {
        headers: { 'retry-after': '5' },
      })
    const { promise: isEnded, resolve: ended } = Promise.withResolvers<void>()
    const gone = new AbortController()
    const stream = { keyId, gone, isEnded }
    open.add(stream)
    timer ??= setInterval(checkKeys, SSE_KEY_CHECK_EVERY_MS)
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
    const { gone, leave } = enter(request.caller.keyId)
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
