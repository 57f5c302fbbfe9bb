import { NemoBatchError } from '../errors.ts'

/**
 * `missing_header`: not a webhook at all. `invalid_signature`: not sent by who has the secret, or changed on its way.
 * `timestamp_too_old`, `timestamp_too_new`: sent by who has the secret, but not now; replayed, or the clock here is wrong.
 * `invalid_secret`, `invalid_body`: the receiver is not set up rightly, as the message says.
 */
export type WebhookVerificationCode =
  | 'missing_header'
  | 'invalid_signature'
  | 'timestamp_too_old'
  | 'timestamp_too_new'
  | 'invalid_secret'
  | 'invalid_body'

/** What came is not to be trusted, or cannot be checked. Nothing of it, and no secret, is in the message. */
export class WebhookVerificationError extends NemoBatchError {
  declare readonly code: WebhookVerificationCode

  constructor(code: WebhookVerificationCode, message: string) {
    super(code, message)
  }
}
