import type { Job } from '@nemo-batch/sdk'

/** Enough of an id to tell it from others on a page: its end, since ids of one moment begin alike. */
export const shortId = (id: string): string => `…${id.slice(-8)}`

/** What the caller calls a job; null when it has no name. */
export const nameOf = ({ reference }: Pick<Job, 'reference'>): string | null =>
  reference === null || reference.trim() === '' ? null : reference

/** An address of somebody else's that may become a link; null for what is none. */
export function outsideLink(address: string | null): string | null {
  if (address === null || !URL.canParse(address)) return null
  const { protocol, href } = new URL(address)
  return protocol === 'https:' || protocol === 'http:' ? href : null
}
