import { isIdOf } from '@nemo-batch/contracts'
import { cursorAfter, type EventSubject, FIRST_EVENT, type ProjectStore } from '@nemo-batch/database'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ApiDeps } from '../deps.ts'
import { SSE_STREAMS } from '../limits.ts'
import { ApiProblem } from '../problems.ts'
import { presentEvent } from '../services/present.ts'
import { type Follow, followEvents } from './follow-events.ts'
import { openSse } from './sse-writer.ts'

export type EventStreams = {
  /** Takes the connection over and writes the subject's events to it, from `Last-Event-ID` on. */
  stream(request: FastifyRequest, reply: FastifyReply, subject: EventSubject): Promise<void>
  /** Ends every stream; readers come back with the id of their last event. */
  close(): Promise<void>
}

export function openEventStreams({ feed }: Pick<ApiDeps, 'feed'>): EventStreams {
  const open = new Map<AbortController, Promise<void>>()
  return {
    async stream(request, reply, subject) {
      if (open.size >= SSE_STREAMS) throw new ApiProblem('too_many_streams', 'Try again soon, or read the list')
      const from = await startOf(request.project, subject, request.headers['last-event-id'])
      const gone = new AbortController()
      const { promise: isEnded, resolve: ended } = Promise.withResolvers<void>()
      open.set(gone, isEnded)
      reply.hijack()
      reply.raw.once('close', () => gone.abort())
      if (reply.raw.destroyed) gone.abort()
      const writer = openSse(reply.raw, textHeaders(reply))
      try {
        const follow: Follow = { feed, project: request.project, subject, from, signal: gone.signal }
        for await (const event of followEvents(follow)) await writer.write(presentEvent(event))
      } catch (error) {
        if (!gone.signal.aborted) request.log.warn({ err: error }, 'an event stream broke')
      } finally {
        open.delete(gone)
        writer.end()
        ended()
      }
    },
    async close() {
      const endings = [...open.values()]
      for (const gone of open.keys()) gone.abort()
      await Promise.all(endings)
    },
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
