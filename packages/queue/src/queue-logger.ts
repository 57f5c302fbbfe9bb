import { describeError } from './errors.ts'

type LogLine = (fields: object, message: string) => void

/** What this package needs of a logger; pino's fits. */
export type QueueLogger = {
  readonly debug: LogLine
  readonly info: LogLine
  readonly warn: LogLine
  readonly error: LogLine
}

const ignore: LogLine = () => undefined
export const silentLogger: QueueLogger = { debug: ignore, info: ignore, warn: ignore, error: ignore }

const QUIET_MS = 10_000
const MAX_REMEMBERED = 100

/**
 * Logs connection errors, each text once in ten seconds: an outage raises the same error many times a second
 * in every worker.
 */
export function createErrorLog(logger: QueueLogger, fields: object): (error: unknown) => void {
  const lastLoggedAt = new Map<string, number>()
  return (error) => {
    const text = describeError(error)
    const now = performance.now()
    if (now - (lastLoggedAt.get(text) ?? Number.NEGATIVE_INFINITY) < QUIET_MS) return
    if (lastLoggedAt.size >= MAX_REMEMBERED) lastLoggedAt.clear()
    lastLoggedAt.set(text, now)
    logger.warn({ ...fields, error: text }, 'queue connection error')
  }
}
