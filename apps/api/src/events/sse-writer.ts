import type { ServerResponse } from 'node:http'
import { SSE_COMMENT_EVERY_MS, SSE_STALLED_MS } from '../limits.ts'

export type SseMessage = {
  /** Where the stream can be taken up again; not said where it cannot. */
  readonly id?: string
  readonly event: string
  /** Sent as JSON. */
  readonly data: unknown
}

export type SseWriter = {
  /** Resolves when the reader can take more; rejects when it takes nothing for too long, or is gone. */
  write(message: SseMessage): Promise<void>
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
    async write({ id, event, data }) {
      const text = `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
      if (!response.write(id === undefined ? text : `id: ${id}\n${text}`)) await drained(response)
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
