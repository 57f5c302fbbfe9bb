import type { WebhookEvent } from './event.ts'
import { readHeaders, type WebhookHeaders } from './read-headers.ts'
import { importSecret, isEqualSignature, type SecretKey, sign } from './signature.ts'
import { WebhookVerificationError } from './verification-error.ts'

const TOLERANCE_MS = 5 * 60_000

export type VerifyOptions = {
  /** How far from now it may have been sent, before or after; 5 minutes. */
  readonly toleranceMs?: number | undefined
  readonly now?: (() => Date) | undefined
}

/**
 * Checks that a webhook comes from the service, as it was sent, and now; and reads it. Of a type that this version does
 * not know it is given as it is.
 * @param body the bytes as they came, or their text: what a parser made of them cannot be checked
 * @param secret `whsec_…`, or several while one takes the place of another
 * @throws WebhookVerificationError
 */
export async function verify(
  headers: WebhookHeaders,
  body: string | Uint8Array,
  secret: string | readonly string[],
  { toleranceMs = TOLERANCE_MS, now = () => new Date() }: VerifyOptions = {},
): Promise<WebhookEvent> {
  const keys = await importSecrets(secret)
  const bytes = bytesOf(body)
  const { id, timestamp, signatures } = readHeaders(headers)
  const content = joined(encoder.encode(`${id}.${timestamp}.`), bytes)
  const expected = await Promise.all(keys.map((key) => sign(key, content)))
  if (!signatures.some((given) => expected.some((right) => isEqualSignature(given, right))))
    throw new WebhookVerificationError(
      'invalid_signature',
      'No signature fits: the secret is another, or the body is not, byte for byte, the one that was sent',
    )
  checkAge(now().getTime() - Number(timestamp) * 1_000, toleranceMs)
  return { ...readMessage(bytes), id }
}

const encoder = new TextEncoder()

function importSecrets(secret: string | readonly string[]): Promise<SecretKey[]> {
  const secrets = Array.isArray(secret) ? secret : [secret]
  if (secrets.length === 0) throw new WebhookVerificationError('invalid_secret', 'The list of secrets is empty')
  return Promise.all(secrets.map(importSecret))
}

function bytesOf(body: string | Uint8Array): Uint8Array {
  if (typeof body === 'string') return encoder.encode(body)
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength)
  throw new WebhookVerificationError(
    'invalid_body',
    'The body must be as it came, as bytes or text: a signature says nothing of an object that a parser made of it. ' +
      "Express: express.raw({ type: 'application/json' }) on this route, before any express.json(). Fastify: " +
      "addContentTypeParser('application/json', { parseAs: 'buffer' }, …). With a Request: await request.text()",
  )
}

/** After the signature: only then is the time known to be the sender's. */
function checkAge(ageMs: number, toleranceMs: number): void {
  // A tolerance that is not a number lets nothing pass.
  if (Math.abs(ageMs) <= toleranceMs) return
  if (ageMs < 0)
    throw new WebhookVerificationError(
      'timestamp_too_new',
      `Sent ${seconds(-ageMs)} s from now: is the clock here late?`,
    )
  throw new WebhookVerificationError(
    'timestamp_too_old',
    `Sent ${seconds(ageMs)} s ago: replayed, or is the clock early?`,
  )
}

const seconds = (durationMs: number): string => (durationMs / 1_000).toFixed(0)

function joined(head: Uint8Array, tail: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(head.length + tail.length)
  whole.set(head)
  whole.set(tail, head.length)
  return whole
}

function readMessage(bytes: Uint8Array): WebhookEvent {
  const message = parse(bytes)
  if (isObject(message) && isText(message.type) && isText(message.timestamp) && isObject(message.data))
    return message as unknown as WebhookEvent
  throw new WebhookVerificationError('invalid_body', 'The body is signed, and is no webhook of nemo-batch')
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))
  } catch {
    return null
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isText = (value: unknown): boolean => typeof value === 'string'
