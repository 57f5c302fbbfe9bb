/** Nobody answers at the address, or the connection broke. */
export class ApiUnreachable extends Error {
  readonly code = 'api_unreachable'
}

/** The service answered with a problem document. */
export class ApiProblem extends Error {
  readonly code: string
  readonly status: number
  readonly retryAfterMs: number | undefined

  constructor(status: number, code: string, message: string, retryAfterMs?: number) {
    super(message)
    this.status = status
    this.code = code
    this.retryAfterMs = retryAfterMs
  }
}

/** The service answered something that is not in its contract. */
export class UnexpectedAnswer extends Error {
  readonly code = 'unexpected_answer'
}
