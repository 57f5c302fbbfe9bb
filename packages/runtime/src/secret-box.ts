import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

export type SecretBox = {
  seal(plain: string): string
  /** Throws for what was sealed under another key. */
  open(sealed: string): string
  /** Whether `plain` is what was sealed; false for what cannot be opened. */
  holds(sealed: string, plain: string): boolean
}

/**
 * AES-256-GCM for secrets at rest. A sealed value is `v1.<iv>.<tag>.<text>`, each part base64url.
 * @param key 32 bytes, base64 (`ENCRYPTION_KEY`)
 */
export function createSecretBox(key: string): SecretBox {
  const keyBytes = Buffer.from(key, 'base64')
  const box: SecretBox = {
    seal(plain) {
      const iv = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', keyBytes, iv)
      const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      return ['v1', iv, cipher.getAuthTag(), text]
        .map((part) => (typeof part === 'string' ? part : part.toString('base64url')))
        .join('.')
    },
    open(sealed) {
      const [version, iv, tag, text] = sealed.split('.')
      if (version !== 'v1' || iv === undefined || tag === undefined || text === undefined)
        throw new Error('a stored secret has an unknown form')
      const decipher = createDecipheriv('aes-256-gcm', keyBytes, Buffer.from(iv, 'base64url'))
      decipher.setAuthTag(Buffer.from(tag, 'base64url'))
      return Buffer.concat([decipher.update(Buffer.from(text, 'base64url')), decipher.final()]).toString('utf8')
    },
    holds(sealed, plain) {
      try {
        return box.open(sealed) === plain
      } catch {
        return false
      }
    },
  }
  return box
}
