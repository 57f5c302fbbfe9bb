import { WebhookVerificationError } from './verification-error.ts'

/** As `fetch` has them, as Node has them, or as a plain object with names in any case. */
export type WebhookHeaders =
  | { get(name: string): string | null }
  | Readonly<Record<string, string | readonly string[] | undefined>>

export type SignedHeaders = { readonly id: string; readonly timestamp: string; readonly signatures: readonly string[] }

/** @throws WebhookVerificationError `missing_header`, `invalid_signature` */
export function readHeaders(headers: WebhookHeaders): SignedHeaders {
  const id = headerOf(headers, 'webhook-id')
  const timestamp = headerOf(headers, 'webhook-timestamp')
  const signature = headerOf(headers, 'webhook-signature')
  // The parts of what is signed are told apart by dots: one within the id could move their borders.
  if (id.includes('.') || !/^\d{1,12}$/.test(timestamp))
    throw new WebhookVerificationError('invalid_signature', 'webhook-id or webhook-timestamp is not one that is sent')
  return { id, timestamp, signatures: signature.split(' ') }
}

function headerOf(headers: WebhookHeaders, name: string): string {
  const value = isGetter(headers) ? headers.get(name) : fromRecord(headers, name)
  if (typeof value === 'string' && value !== '') return value
  throw new WebhookVerificationError('missing_header', `The request has no header ${name}`)
}

const isGetter = (headers: WebhookHeaders): headers is { get(name: string): string | null } =>
  typeof headers.get === 'function'

/** Several of one name are joined, as `fetch` does it: none of the three comes twice from the service. */
function fromRecord(headers: Readonly<Record<string, string | readonly string[] | undefined>>, name: string): string {
  const found = Object.entries(headers).flatMap(([key, value]) => (key.toLowerCase() === name ? (value ?? []) : []))
  return found.join(', ')
}
