import type { ServerResponse } from 'node:http'
import type { Dialect } from '../config.ts'
import { type AgentEvent, createEncoder } from './stream-events.ts'

/** Whom an edit is told to while it is made. */
export type Listener = Pick<EventStream, 'gone' | 'send' | 'break' | 'end'>

/** For an edit that is made although its caller is told something else, or nothing. */
export const nobody: Listener = {
  gone: AbortSignal.abort(),
  send: () => undefined,
  break: () => undefined,
  end: () => undefined,
}

/** The open answer to one message. Writing to one whose reader has gone does nothing: the work goes on without it. */
export class EventStream {
  readonly gone: AbortSignal
  readonly #response: ServerResponse
  readonly #encode: (event: AgentEvent) => string[]
  #framesLeft: number

  /** @param breakAfter the connection is cut after so many frames; Infinity for a good one */
  constructor(response: ServerResponse, dialect: Dialect, breakAfter: number) {
    this.#response = response
    this.#encode = createEncoder(dialect)
    this.#framesLeft = breakAfter
    const gone = new AbortController()
    this.gone = gone.signal
    response.once('close', () => gone.abort())
    response.on('error', () => gone.abort())
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
      'x-accel-buffering': 'no',
    })
    response.flushHeaders()
    if (breakAfter <= 0) this.break()
  }

  send(event: AgentEvent): void {
    for (const bytes of this.#encode(event)) {
      if (this.gone.aborted || this.#response.destroyed) return
      this.#framesLeft -= 1
      if (this.#framesLeft > 0) this.#response.write(bytes)
      // The last frame must be out before the cut, or the reader would see fewer events than were asked for.
      else this.#response.write(bytes, () => this.break())
      if (this.#framesLeft <= 0) return
    }
  }

  break(): void {
    this.#response.destroy()
  }

  end(): void {
    if (this.#framesLeft <= 0) return
    this.#response.end()
  }
}
