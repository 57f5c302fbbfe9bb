/** Something wrong that the service names, in the request: `path` is a JSON pointer into it. */
export type Fault = { readonly path: string; readonly code: string; readonly message: string }

/** Whatever this client throws by itself; `code` is stable. What a signal was aborted with is thrown as it is. */
export class NemoBatchError extends Error {
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = new.target.name
    this.code = code
  }
}

/** Nobody answers at the address, or the connection broke and the tries are used up. */
export class ConnectionError extends NemoBatchError {
  constructor(message: string, options?: ErrorOptions, code = 'connection_failed') {
    super(code, message, options)
  }
}

/** The service was silent for too long. */
export class TimeoutError extends ConnectionError {
  constructor(message: string) {
    super(message, undefined, 'timeout')
  }
}

/** The answer is not one of nemo-batch: another server has the address, or something stands in between. */
export class UnexpectedAnswerError extends NemoBatchError {
  constructor(message: string, options?: ErrorOptions) {
    super('unexpected_answer', message, options)
  }
}

export type ApiErrorDetails = {
  readonly status: number
  readonly code: string
  readonly detail: string
  readonly errors: readonly Fault[]
  readonly requestId: string | null
  readonly retryAfterMs: number | null
}

const FAULTS_IN_MESSAGE = 10

/** The service refused, and says why. */
export class ApiError extends NemoBatchError {
  readonly status: number
  /** What happened, in a sentence. */
  readonly detail: string
  /** Every fault of the request, for 400 and 422. */
  readonly errors: readonly Fault[]
  /** Under which the service has logged it. */
  readonly requestId: string | null
  /** When to come again, where the service says so. */
  readonly retryAfterMs: number | null

  constructor({ status, code, detail, errors, requestId, retryAfterMs }: ApiErrorDetails) {
    const request = requestId === null ? '' : `, request ${requestId}`
    const faults = errors.slice(0, FAULTS_IN_MESSAGE).map(({ path, message }) => `\n  ${path}: ${message}`)
    super(code, `${detail} (HTTP ${status} ${code}${request})${errors.length > 1 ? faults.join('') : ''}`)
    this.status = status
    this.detail = detail
    this.errors = errors
    this.requestId = requestId
    this.retryAfterMs = retryAfterMs
  }
}

/** 401: there is no key, or it is not valid. */
export class AuthenticationError extends ApiError {}
/** 403: the key lacks the scope, or a link does not fit. */
export class PermissionError extends ApiError {}
/** 404: there is no such thing, for this key. */
export class NotFoundError extends ApiError {}
/** 409: the state of the thing does not allow it. */
export class ConflictError extends ApiError {}
/** 400 and 422: the request has faults; `errors` names every one. */
export class InvalidInputError extends ApiError {}
/** 429: too many requests; `retryAfterMs` says when to come again. */
export class RateLimitError extends ApiError {}
/** 5xx: something went wrong there. */
export class ServerError extends ApiError {}

const CLASSES: Readonly<Record<number, new (details: ApiErrorDetails) => ApiError>> = {
  400: InvalidInputError,
  401: AuthenticationError,
  403: PermissionError,
  404: NotFoundError,
  409: ConflictError,
  422: InvalidInputError,
  429: RateLimitError,
}

export function apiErrorOf(details: ApiErrorDetails): ApiError {
  const Class = CLASSES[details.status] ?? (details.status >= 500 ? ServerError : ApiError)
  return new Class(details)
}
