import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'

export type SignedLinks = {
  /** An address that needs no key until it expires, which is a whole life from now. */
  sign(path: string): string
  /**
   * The same, for what is told of again: the link is the same for about half a life, counted from `since`, and has half of
   * its life before it at least.
   */
  signSince(path: string, since: Date): string
  /** What is wrong with a link that came back; null: nothing. */
  check(path: string, query: { readonly expires: string; readonly signature: string }): 'invalid' | 'expired' | null
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
  const lifeSeconds = ttlHours * 3_600
  const seal = (path: string, expires: string): Buffer =>
    createHmac('sha256', key).update(`${path}\n${expires}`).digest()
  const link = (path: string, expiresSeconds: number): string => {
    const expires = String(expiresSeconds)
    return `${publicUrl()}${path}?expires=${expires}&signature=${seal(path, expires).toString('base64url')}`
  }
  return {
    sign: (path) => link(path, secondsOf(now()) + lifeSeconds),
    signSince(path, since) {
      const halfLife = lifeSeconds / 2
      const halvesPast = Math.max(0, Math.ceil((secondsOf(now()) - secondsOf(since)) / halfLife) - 1)
      return link(path, secondsOf(since) + lifeSeconds + halvesPast * halfLife)
    },
    check(path, { expires, signature }) {
      const given = Buffer.from(signature, 'base64url')
      const wanted = seal(path, expires)
      if (!/^\d{1,12}$/.test(expires) || given.length !== wanted.length || !timingSafeEqual(given, wanted))
        return 'invalid'
      return Number(expires) * 1_000 <= now().getTime() ? 'expired' : null
    },
  }
}

const secondsOf = (date: Date): number => Math.floor(date.getTime() / 1_000)
