import { ApiError, ConnectionError } from '../errors.ts'
import { backoffMs } from '../http/retry.ts'
import { sleep } from '../http/sleep.ts'
import type { Transport } from '../http/transport.ts'
import type { Changes, Hello } from '../types.ts'
import { parseObject, readStream, SILENCE_MS } from './read-stream.ts'
import { willPass } from './reconnecting.ts'

export type ChangesOptions = {
  /** Ends it at once, with the signal's reason. */
  readonly signal?: AbortSignal | undefined
  /** Told once each time that there is no connection any more, or none at first. */
  readonly onDown?: ((reason: unknown) => void) | undefined
  /** Told when there is one again, before its `hello`. */
  readonly onReconnect?: (() => void) | undefined
}

const FIRST_DELAY_MS = 100
const MAX_DELAY_MS = 5_000
/** A connection that held so long was a good one: what follows is a new loss. */
const GOOD_CONNECTION_MS = 10_000

/**
 * What to read anew, over as many connections as it takes, for ever. After each `hello` everything that is shown: what
 * changed before is not told again.
 * @throws ApiError when the service refuses for good: a bad key, a session that has ended
 */
export async function* followChanges(
  transport: Transport,
  { signal, onDown, onReconnect }: ChangesOptions,
  silenceMs: number = SILENCE_MS,
): AsyncGenerator<Hello | Changes, void, undefined> {
  let isDown = false
  for (let tries = 1; ; tries++) {
    signal?.throwIfAborted()
    let greetedAtMs: number | null = null
    let failure: unknown = new ConnectionError('The service has ended the stream')
    try {
      for await (const message of readStream(transport, { path: '/v1/changes', parse, silenceMs, signal })) {
        if (message === 'open') continue
        if (message.object === 'hello') {
          greetedAtMs = Date.now()
          if (isDown) onReconnect?.()
          isDown = false
        }
        yield message
      }
    } catch (error) {
      signal?.throwIfAborted()
      if (!willPass(error)) throw error
      failure = error
    }
    if (!isDown) onDown?.(failure)
    isDown = true
    if (greetedAtMs !== null && Date.now() - greetedAtMs > GOOD_CONNECTION_MS) tries = 1
    await sleep(delayMsAfter(failure, tries), signal)
  }
}

function delayMsAfter(failure: unknown, tries: number): number {
  const delayMs = backoffMs(tries, Math.random(), FIRST_DELAY_MS, MAX_DELAY_MS)
  const retryAfterMs = failure instanceof ApiError ? (failure.retryAfterMs ?? 0) : 0
  return Math.min(MAX_DELAY_MS, Math.max(delayMs, retryAfterMs))
}

function parse(data: string): Hello | Changes | null {
  const value = parseObject(data)
  if (value?.object === 'hello') return { object: 'hello' }
  if (value?.object !== 'changes') return null
  const { batches, jobs, topics, has_more } = value
  return Array.isArray(batches) && Array.isArray(jobs) && Array.isArray(topics)
    ? { object: 'changes', batches, jobs, topics, has_more: has_more === true }
    : null
}
