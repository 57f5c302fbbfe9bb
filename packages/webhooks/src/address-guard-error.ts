export type AddressGuardCode =
  | 'invalid_url'
  | 'private_address'
  | 'unreachable'
  | 'too_many_redirects'
  | 'bad_status'
  | 'too_large'
  | 'timeout'

/** Why an outside address was not fetched. The message names at most the host, so it can be shown to the caller. */
export class AddressGuardError extends Error {
  override readonly name = 'AddressGuardError'
  readonly code: AddressGuardCode
  /** The HTTP status, for `bad_status` only. */
  readonly status: number | undefined

  constructor(code: AddressGuardCode, message: string, options: { cause?: unknown; status?: number } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.status = options.status
  }
}
