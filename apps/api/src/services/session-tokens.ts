import { randomBytes, timingSafeEqual } from 'node:crypto'
import { createKeyedDigest, type KeyedDigest } from './keyed-digest.ts'

/** 256 random bits in base64url. */
const FORM = /^[A-Za-z0-9_-]{43}$/

export type SessionTokens = {
  make(): string
  /** Whether a text can be one at all. */
  isOne(text: string): boolean
  /** What is kept of a token. */
  digestOf: KeyedDigest
  /** What a page of ours knows and no other page can read; follows from the token, so that nothing more is kept. */
  csrfTokenOf(token: string): string
  isCsrfTokenOf(token: string, given: string): boolean
}

/** @param encryptionKey 32 bytes, base64 (`ENCRYPTION_KEY`) */
export function createSessionTokens(encryptionKey: string): SessionTokens {
  const csrfDigest = createKeyedDigest(encryptionKey, 'CSRF tokens')
  return {
    make: () => randomBytes(32).toString('base64url'),
    isOne: (text) => FORM.test(text),
    digestOf: createKeyedDigest(encryptionKey, 'digests of sessions'),
    csrfTokenOf: (token) => csrfDigest(token).toString('base64url'),
    isCsrfTokenOf: (token, given) =>
      FORM.test(given) && timingSafeEqual(csrfDigest(token), Buffer.from(given, 'base64url')),
  }
}
