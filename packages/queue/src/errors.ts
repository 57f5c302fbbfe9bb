export type QueueErrorCode = 'queue_unavailable' | 'queue_closed' | 'wake_up_invalid' | 'queue_options_invalid'

/** Every failure that leaves this package. `queue_unavailable` is worth another try; the others are faults of the caller. */
export class QueueError extends Error {
  readonly code: QueueErrorCode

  constructor(code: QueueErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'QueueError'
    this.code = code
  }
}

const MAX_TEXT_LENGTH = 200

/**
 * One short line of printable ASCII about anything thrown: safe for any log and any database column
 * (Postgres refuses U+0000 and lone surrogates in `jsonb`, and a failing write would leave a job active for ever).
 */
export function describeError(error: unknown): string {
  const { name, code, message } = partsOf(error)
  const text = [code === undefined ? name : `${name} (${code})`, message].filter((part) => part !== '').join(': ')
  return text.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, MAX_TEXT_LENGTH)
}

/** The `code` of an error of Node, pg or ioredis, if it has one. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

function partsOf(error: unknown): { name: string; code: string | undefined; message: string } {
  if (error instanceof Error) return { name: error.name, code: errorCode(error), message: error.message }
  return { name: 'Thrown', code: errorCode(error), message: typeof error === 'string' ? error : typeof error }
}
