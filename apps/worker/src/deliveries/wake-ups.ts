import type { WakeUp } from '@nemo-batch/queue'

/** Wake-ups of one endpoint for the same tenth of a second are one: however many deliveries are due then, one lane sends them. */
const TENTH_MS = 100

/** For what is due now. Not queued a second time in the same tenth of a second while the first one waits or runs. */
export const wakeUpNow = (endpointId: string, now: Date): WakeUp => ({
  jobId: endpointId,
  wakeNumber: Math.floor(now.getTime() / TENTH_MS),
})

/**
 * For what is due in `dueInMs`: not before that, and up to a tenth of a second later. Its number is higher than that of any
 * wake-up which runs already, so it is not taken for that one.
 */
export function wakeUpIn(endpointId: string, dueInMs: number, now: Date): WakeUp {
  const wakeNumber = Math.floor((now.getTime() + dueInMs) / TENTH_MS) + 1
  return { jobId: endpointId, wakeNumber, delayMs: wakeNumber * TENTH_MS - now.getTime() }
}

/** For what a sweep found. One in `perMs` at most waits for each endpoint, however long those before it take. */
export const wakeUpFound = (endpointId: string, perMs: number, now: Date): WakeUp => ({
  jobId: endpointId,
  wakeNumber: Math.floor(now.getTime() / perMs),
})
