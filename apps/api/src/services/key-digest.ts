import { createHmac, hkdfSync } from 'node:crypto'

export type KeyDigest = (key: string) => Buffer

/**
 * How keys are kept: HMAC-SHA256 under a key of the server. A key has 256 random bits, so that a slow hash would add
 * nothing; without the server's key, a copy of the table does not even tell whether a key found elsewhere is in it.
 * @param encryptionKey 32 bytes, base64 (`ENCRYPTION_KEY`)
 */
export function createKeyDigest(encryptionKey: string): KeyDigest {
  const pepper = Buffer.from(
    hkdfSync('sha256', Buffer.from(encryptionKey, 'base64'), '', 'nemo-batch digests of API keys', 32),
  )
  return (key) => createHmac('sha256', pepper).update(key).digest()
}
