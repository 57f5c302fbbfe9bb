import { randomBytes } from 'node:crypto'
import { Webhook } from 'standardwebhooks'

const SECRET_BYTES = 32

/** A secret as Standard Webhooks writes it: `whsec_` and 32 random bytes in base64. */
export const newWebhookSecret = (): string => `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`

export type WebhookToSign = {
  /** Of the message, the same for each attempt. Without a dot: it ends the id in what is signed. */
  readonly id: string
  /** Of this attempt: receivers refuse signatures older than some minutes. */
  readonly at: Date
  /** Exactly as it is sent. */
  readonly body: string
  /** The newest first; each makes one signature. */
  readonly secrets: readonly string[]
}

export type SignatureHeaders = {
  readonly 'webhook-id': string
  /** Seconds since 1970. */
  readonly 'webhook-timestamp': string
  /** `v1,…` for each secret, separated by spaces. */
  readonly 'webhook-signature': string
}

/** The headers by which a receiver knows that a message is ours, whole and of now. */
export function signWebhook({ id, at, body, secrets }: WebhookToSign): SignatureHeaders {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
  }
}
