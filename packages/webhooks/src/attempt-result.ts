import { AddressGuardError } from './address-guard-error.ts'
import type { PostAnswer } from './post.ts'

/** What became of one try at sending a delivery. */
export type AttemptResult =
  | { readonly kind: 'delivered'; readonly status: number }
  | {
      readonly kind: 'failed'
      /** Null when there was no answer. */
      readonly status: number | null
      /** For the owner of the endpoint: what happened, and what to do. */
      readonly reason: string
      /** How long the receiver asks to be left alone; null when it does not. */
      readonly retryAfterMs: number | null
    }

/** The status by which a receiver says that it wants nothing more. */
export const GONE = 410

/** What an attempt came to, in words for the owner of the endpoint. Any 2xx is success; nothing else is. */
export function readAnswer(answer: PostAnswer | AddressGuardError): AttemptResult {
  if (answer instanceof AddressGuardError)
    return { kind: 'failed', status: null, reason: explainSilence(answer), retryAfterMs: null }
  const { status, retryAfterMs } = answer
  if (status >= 200 && status < 300) return { kind: 'delivered', status }
  return { kind: 'failed', status, reason: `The endpoint answered ${status}${explainStatus(status)}`, retryAfterMs }
}

const STATUSES: { readonly [status: number]: string } = {
  401: ': let its server take requests without a login, and check their signature instead',
  403: ': let its server and the firewall before it take requests without a login, and check their signature instead',
  404: ': change the URL of the endpoint, or let its server take requests there',
  405: ': let its server take POST requests at the URL of the endpoint',
  [GONE]: ', which says that it wants no more messages: enable the endpoint when it does',
  413: ': let its server take bodies of 20 kB',
  429: ': it is sent more than it takes, and gets the rest later',
}

function explainStatus(status: number): string {
  const known = STATUSES[status]
  if (known !== undefined) return known
  if (status >= 300 && status < 400) return '; redirects are not followed: change the URL of the endpoint'
  if (status >= 400 && status < 500) return ': its server refused the message, and its log should say why'
  if (status >= 500 && status < 600) return ': its server failed, and its log should say why'
  return ', which is not a success: let its server answer 2xx'
}

function explainSilence({ code, message }: AddressGuardError): string {
  if (code === 'invalid_url' || code === 'private_address') return `${message}: change the URL of the endpoint`
  if (code === 'timeout') return `${message}: let its server answer first and work afterwards`
  return `${message}: check the URL of the endpoint and the server behind it`
}
