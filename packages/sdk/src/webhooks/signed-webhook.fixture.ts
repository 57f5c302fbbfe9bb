import { createHmac } from 'node:crypto'

export const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwQnTJ8nZmV5c='
export const OTHER_SECRET = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDaAuYs0Gs6rs='
export const NOW = new Date('2026-03-05T10:00:00.400Z')
export const now = (): Date => NOW

export const MESSAGE = {
  type: 'job.completed',
  timestamp: '2026-03-05T09:59:58Z',
  data: { id: 'job_1', object: 'job', status: 'completed', reference: 'Tasse “Frühling”', seq: 12, omitted: [] },
}
export const BODY = JSON.stringify(MESSAGE)

export type Signed = {
  id?: string
  sentAt?: Date | string
  body?: string | Uint8Array
  secret?: string
}

/** As the service sends it, signed by node:crypto alone: by none of the libraries under test. */
export function signed({ id = 'evt_1', sentAt = NOW, body = BODY, secret = SECRET }: Signed = {}) {
  const timestamp = typeof sentAt === 'string' ? sentAt : Math.floor(sentAt.getTime() / 1_000).toString()
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  const code = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')
  const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${code}` }
  return { headers, body }
}
