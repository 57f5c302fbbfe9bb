import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import { ApiProblem } from '../problems.ts'

export type SignedLinks = {
  /** An address that needs no key until it expires. */
  sign(path: string): string
  /** @throws ApiProblem `link_invalid`, `link_expired` */
  check(path: string, query: { readonly expires: string; readonly signature: string }): void
}

export type SignedLinkOptions = {
  /** 32 bytes, base64 (`ENCRYPTION_KEY`); the key of the links is derived from it. */
  readonly encryptionKey: string
  readonly ttlHours: number
  /** Base of the links; asked each time, since a free port is known only after listening. */
  readonly publicUrl: () => string
  readonly now: () => Date
}

/** HMAC-SHA256 over path and expiry. */
export function createSignedLinks({ encryptionKey, ttlHours, publicUrl, now }: SignedLinkOptions): SignedLinks {
  const key = Buffer.from(
    hkdfSync('sha256', Buffer.from(encryptionKey, 'base64'), '', 'nemo-batch signed download links', 32),
  )
  const seal = (path: string, expires: string): Buffer =>
    createHmac('sha256', key).update(`${path}\n${expires}`).digest()
  return {
    sign(path) {
      const expires = String(Math.floor(now().getTime() / 1_000) + ttlHours * 3_600)
      const signature = seal(path, expires).toString('base64url')
      return `${publicUrl()}${path}?expires=${expires}&signature=${signature}`
    },
    check(path, { expires, signature }) {
      const given = Buffer.from(signature, 'base64url')
      const wanted = seal(path, expires)
      if (!/^\d{1,12}$/.test(expires) || given.length !== wanted.length || !timingSafeEqual(given, wanted))
        throw new ApiProblem('link_invalid', 'The signature does not fit; ask for a new link')
      if (Number(expires) * 1_000 <= now().getTime())
        throw new ApiProblem('link_expired', 'The link has expired; ask for a new one')
    },
  }
}
