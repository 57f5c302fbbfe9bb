import type { ServerResponse } from 'node:http'
import type { Event } from '@nemo-batch/contracts'
import { SSE_COMMENT_EVERY_MS, SSE_STALLED_MS } from '../limits.ts'

export type SseWriter = {
  /** Resolves when the reader can take more; rejects when it takes nothing for too long, or is gone. */
  write(event: Event): Promise<void>
  end(): void
}

/** Writes events to one reader, never more than its connection takes: what waits is a page of events, not a queue. */
export function openSse(response: ServerResponse, headers: Readonly<Record<string, string>>): SseWriter {
  response.writeHead(200, {
    ...headers,
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    // A stream that has ended is over for good, also where keep-alive would leave that open.
    connection: 'close',
    // nginx would collect events into blocks
    'x-accel-buffering': 'no',
  })
  response.write(': connected\n\n')
  const timer = setInterval(() => {
    if (!response.writableNeedDrain) response.write(': still here\n\n')
  }, SSE_COMMENT_EVERY_MS)
  response.once('close', () => clearInterval(timer))
  return {
    async write(event) {
      const text = `id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`
      if (!response.write(text)) await drained(response)
    },
    end() {
      clearInterval(timer)
      response.end()
    },
  }
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: Error): void => {
      clearTimeout(timer)
      response.off('drain', onDrain)
      response.off('close', onClose)
      if (error === undefined) resolve()
      else {
        response.destroy()
        reject(error)
      }
    }
    const onDrain = (): void => settle()
    const onClose = (): void => settle(new Error('the reader is gone'))
    const timer = setTimeout(() => settle(new Error('the reader takes nothing')), SSE_STALLED_MS)
    response.once('drain', onDrain)
    response.once('close', onClose)
    if (response.destroyed) onClose()
  })
}
