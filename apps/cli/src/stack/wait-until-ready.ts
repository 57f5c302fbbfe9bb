import { setTimeout as sleep } from 'node:timers/promises'
import { request } from 'undici'
import { StackError } from './errors.ts'

export type Readiness = {
  readonly name: string
  readonly url: string
  /** Whether an answer with this status means ready. */
  readonly isReady: (status: number) => boolean
  readonly timeoutMs: number
}

/** @throws StackError when no answer means ready in time */
export async function waitUntilReady(target: Readiness, signal: AbortSignal): Promise<void> {
  const deadlineAt = Date.now() + target.timeoutMs
  let last = 'no answer'
  while (Date.now() < deadlineAt) {
    signal.throwIfAborted()
    try {
      const answer = await request(target.url, { headersTimeout: 5_000, bodyTimeout: 5_000, signal })
      await answer.body.dump()
      if (target.isReady(answer.statusCode)) return
      last = `HTTP ${answer.statusCode}`
    } catch (error) {
      signal.throwIfAborted()
      last = error instanceof Error ? error.message : String(error)
    }
    await sleep(100, undefined, { signal })
  }
  throw new StackError('not_ready', `${target.name} was not ready within ${target.timeoutMs / 1_000} s (${last})`)
}
