import type { JobsOptions } from 'bullmq'
import { QueueError } from './errors.ts'

export type WakeUpPriority = 'low' | 'normal' | 'high'

/** Asks for one run of the handler with `jobId`, after `delayMs`. Each wake-up of a job carries its own number. */
export type WakeUp = {
  readonly jobId: string
  readonly wakeNumber: number
  readonly delayMs?: number
  readonly priority?: WakeUpPriority
}

/** All that BullMQ ever stores about a job of ours. */
export type WakeUpPayload = { readonly jobId: string }

export type QueuedWakeUp = { readonly name: string; readonly data: WakeUpPayload; readonly opts: JobsOptions }

const JOB_ID = /^[A-Za-z0-9_-]{1,100}$/
const MAX_DELAY_MS = 30 * 24 * 3_600_000
const WAKE_UP_NAME = 'wake-up'

/** BullMQ serves 0 before 1 before 2; wake-ups without a priority (0) take its cheapest path. */
const PRIORITY = { high: 0, normal: 10, low: 20 } as const satisfies Record<WakeUpPriority, number>

/**
 * The BullMQ job of a wake-up, under the id `<job id>-<wake-up number>`: BullMQ ignores an id that it still holds,
 * and refuses ids with `:` or of digits alone.
 * @throws QueueError `wake_up_invalid`
 */
export function toQueuedWakeUp({ jobId, wakeNumber, delayMs = 0, priority = 'normal' }: WakeUp): QueuedWakeUp {
  if (!JOB_ID.test(jobId))
    throw new QueueError('wake_up_invalid', 'a job id must be 1 to 100 of A-Z, a-z, 0-9, _ and -')
  if (!Number.isSafeInteger(wakeNumber) || wakeNumber < 0)
    throw new QueueError('wake_up_invalid', 'a wake-up number must be a whole number of at least 0')
  if (!(delayMs >= 0 && delayMs <= MAX_DELAY_MS))
    throw new QueueError('wake_up_invalid', `a delay must be between 0 and ${MAX_DELAY_MS} ms`)
  return {
    name: WAKE_UP_NAME,
    data: { jobId },
    opts: {
      jobId: `${jobId}-${wakeNumber}`,
      delay: Math.ceil(delayMs),
      priority: PRIORITY[priority],
      attempts: 1,
      // Nothing is kept: history lives in our own rows, and retention by count costs O(n) per completion on Postgres.
      removeOnComplete: true,
      removeOnFail: true,
    },
  }
}

/** The job id of a stored payload; undefined when somebody else wrote it. */
export function readPayload(data: unknown): string | undefined {
  if (typeof data !== 'object' || data === null || !('jobId' in data)) return undefined
  return typeof data.jobId === 'string' && JOB_ID.test(data.jobId) ? data.jobId : undefined
}
