import { NemoError, type NemoErrorCode } from './errors.ts'

/** Turns what undici or a socket threw before an answer came into a NemoError. `endedBy` is our own clock or signal. */
export function toConnectionError(call: string, cause: unknown, endedBy: 'aborted' | 'timeout' | null): NemoError {
  if (cause instanceof NemoError) return cause
  const name = codeOf(cause)
  const code: NemoErrorCode = endedBy ?? nameCause(name)
  const accepted = wasNeverSent(cause) ? false : 'unknown'
  const message =
    endedBy === 'timeout' ? 'no answer in time' : (name ?? (cause instanceof Error ? cause.message : 'failed'))
  return new NemoError(code, message, { call, accepted, cause })
}

function nameCause(name: string | null): NemoErrorCode {
  switch (name) {
    case 'UND_ERR_HEADERS_TIMEOUT':
    case 'UND_ERR_BODY_TIMEOUT':
      return 'timeout'
    case 'UND_ERR_DESTROYED':
    case 'UND_ERR_CLOSED':
    case 'UND_ERR_ABORTED':
      return 'aborted'
    case 'UND_ERR_HEADERS_OVERFLOW':
    case 'UND_ERR_RES_EXCEEDED_MAX_SIZE':
      return 'bad_answer'
    default:
      return name?.startsWith('HPE_') ? 'bad_answer' : 'network'
  }
}

/** True when no connection came about, so that no byte of the request can have arrived. */
function wasNeverSent(cause: unknown): boolean {
  if (cause instanceof AggregateError) return cause.errors.length > 0 && cause.errors.every(wasNeverSent)
  if (codeOf(cause) === 'UND_ERR_CONNECT_TIMEOUT') return true
  const syscall = cause instanceof Error && 'syscall' in cause ? cause.syscall : null
  return syscall === 'connect' || syscall === 'getaddrinfo'
}

function codeOf(cause: unknown): string | null {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : null
}
