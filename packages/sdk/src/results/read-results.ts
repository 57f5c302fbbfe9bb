import { UnexpectedAnswerError } from '../errors.ts'
import { backoffMs, isPassing } from '../http/retry.ts'
import { sleep } from '../http/sleep.ts'
import type { RequestOptions, Transport } from '../http/transport.ts'
import type { Job } from '../types.ts'
import { readLines } from './read-lines.ts'

/**
 * Every job of a batch once, in the order in which they were sent, without holding more than one. A connection that
 * breaks is made anew; the order stays, so that what was given before is passed over.
 */
export async function* readResults(
  transport: Transport,
  path: string,
  options: RequestOptions = {},
): AsyncGenerator<Job, void, undefined> {
  let given = 0
  for (let tries = 1; ; tries++) {
    try {
      let line = 0
      const call = { ...options, path, query: { format: 'ndjson' }, headers: { accept: 'application/x-ndjson' } }
      for await (const text of readLines(transport, call)) {
        line += 1
        if (line <= given) continue
        const job = parseJob(text)
        given = line
        tries = 1
        yield job
      }
      return
    } catch (error) {
      options.signal?.throwIfAborted()
      if (!isPassing(error) || tries > transport.maxRetries) throw error
      await sleep(backoffMs(tries, Math.random()), options.signal)
    }
  }
}

function parseJob(text: string): Job {
  try {
    return JSON.parse(text)
  } catch {
    throw new UnexpectedAnswerError('A line of the results is not JSON')
  }
}
