import { WebhookVerificationError } from './verification-error.ts'

const PREFIX = 'whsec_'
/** What Standard Webhooks asks for: less is a secret that was cut off when it was copied. */
const MIN_SECRET_BYTES = 24
const VERSION = 'v1,'

/** The types of browsers and of Node both have it, and not both under a name. */
export type SecretKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>

/** @throws WebhookVerificationError `invalid_secret`, without the secret in it */
export async function importSecret(secret: string): Promise<SecretKey> {
  const text = typeof secret === 'string' ? secret.trim() : ''
  if (text === '')
    throw new WebhookVerificationError('invalid_secret', 'No secret is given: is it set where this runs?')
  const bytes = decodeBase64(text.startsWith(PREFIX) ? text.slice(PREFIX.length) : text)
  if (bytes === null || bytes.length < MIN_SECRET_BYTES)
    throw new WebhookVerificationError('invalid_secret', 'The secret is not whole: it is whsec_ and base64 of 32 bytes')
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
}

/** `v1,` and base64, as it stands in the header. */
export async function sign(key: SecretKey, content: Uint8Array<ArrayBuffer>): Promise<string> {
  const code = new Uint8Array(await crypto.subtle.sign('HMAC', key, content))
  return `${VERSION}${btoa(String.fromCharCode(...code))}`
}

/** Whether the two are equal, in a time that does not tell how far they are. Signatures all have one length. */
export function isEqualSignature(one: string, other: string): boolean {
  if (one.length !== other.length) return false
  let difference = 0
  for (let index = 0; index < one.length; index++) difference |= one.charCodeAt(index) ^ other.charCodeAt(index)
  return difference === 0
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  } catch {
    return null
  }
}
