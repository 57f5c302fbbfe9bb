import { createHmac } from 'node:crypto'

export const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`

export type SignedWebhook = { readonly headers: Readonly<Record<string, string>>; readonly body: string }

/** A webhook as the service sends it now. */
export function signWebhook(message: unknown, { id = 'evt_1', secret = SECRET } = {}): SignedWebhook {
  const body = JSON.stringify(message)
  const timestamp = Math.floor(Date.now() / 1_000).toString()
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  const code = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  return { body, headers: { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${code}` } }
}
