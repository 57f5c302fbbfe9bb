import { createHmac, hkdfSync } from 'node:crypto'

export type KeyedDigest = (secret: string) => Buffer

type Purpose = 'digests of API keys' | 'digests of sessions' | 'CSRF tokens'

/**
 * How secrets that we hand out are kept: HMAC-SHA256 under a key of the server. They have 256 random bits, so that a slow
 * hash would add nothing; without the server's key, a copy of the table does not even tell whether one found elsewhere is
 * in it. What it gives for one purpose says nothing about another.
 * @param encryptionKey 32 bytes, base64 (`ENCRYPTION_KEY`)
 */
export function createKeyedDigest(encryptionKey: string, purpose: Purpose): KeyedDigest {
  const pepper = Buffer.from(hkdfSync('sha256', Buffer.from(encryptionKey, 'base64'), '', `nemo-batch ${purpose}`, 32))
  return (secret) => createHmac('sha256', pepper).update(secret).digest()
}
