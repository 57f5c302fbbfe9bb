import { Webhook as StandardWebhook } from 'standardwebhooks'
import { Webhook as SvixWebhook } from 'svix'
import { describe, expect, it } from 'vitest'
import { newWebhookSecret, signWebhook } from './sign-webhook.ts'

const FIVE_MINUTES_MS = 5 * 60_000
const secret = newWebhookSecret()
const message = { id: 'evt_01k', body: '{"type":"job.completed","data":{"name":"Schuhe für 9 €"}}' }
const sign = (changes: { at?: Date; id?: string; secrets?: string[] } = {}) => ({
  ...signWebhook({ ...message, at: new Date(), secrets: [secret], ...changes }),
})

describe.each([
  ['standardwebhooks', StandardWebhook],
  ['svix', SvixWebhook],
])('a receiver that verifies with %s', (_name, Webhook) => {
  const verify = (headers: Record<string, string>, body = message.body, by = secret) =>
    void new Webhook(by).verify(body, headers)

  it('takes what was signed', () => {
    expect(() => verify(sign())).not.toThrow()
  })

  it.each([
    ['a changed byte', () => verify(sign(), message.body.replace('9', '8'))],
    ['another id', () => verify({ ...sign(), 'webhook-id': 'evt_01l' })],
    ['another time', () => verify({ ...sign(), 'webhook-timestamp': String(Math.floor(Date.now() / 1_000) + 60) })],
    ['another secret', () => verify(sign(), message.body, newWebhookSecret())],
    ['no signature', () => verify(sign({ secrets: [] }))],
    ['an old message, sent again by somebody', () => verify(sign({ at: new Date(Date.now() - 2 * FIVE_MINUTES_MS) }))],
    ['a message from the future', () => verify(sign({ at: new Date(Date.now() + 2 * FIVE_MINUTES_MS) }))],
  ])('refuses %s', (_what, attempt) => {
    expect(attempt).toThrow()
  })

  it('takes what two secrets signed, knowing either of them', () => {
    const older = newWebhookSecret()
    const headers = sign({ secrets: [secret, older] })
    for (const known of [secret, older]) expect(() => verify(headers, message.body, known)).not.toThrow()
    expect(() => verify(headers, message.body, newWebhookSecret())).toThrow()
  })
})

describe('a signed message', () => {
  it('has the signature that the documentation of Standard Webhooks gives', () => {
    const published = {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      at: new Date(1_614_265_330_000),
      body: '{"test": 2432232314}',
      secrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
    }
    expect(signWebhook(published)['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
  })

  it('keeps its id and is signed anew for each attempt', () => {
    const first = sign({ at: new Date('2030-01-01T00:00:00.999Z') })
    const second = sign({ at: new Date('2030-01-01T00:00:05Z') })
    expect([first['webhook-id'], second['webhook-id']]).toEqual([message.id, message.id])
    expect([first['webhook-timestamp'], second['webhook-timestamp']]).toEqual(['1893456000', '1893456005'])
    expect(first['webhook-signature']).not.toBe(second['webhook-signature'])
  })

  it('carries one signature for each secret, in their order', () => {
    const at = new Date()
    const others = [newWebhookSecret(), newWebhookSecret()]
    const alone = others.map((other) => sign({ at, secrets: [other] })['webhook-signature'])
    expect(sign({ at, secrets: others })['webhook-signature']).toBe(alone.join(' '))
    expect(alone.join(' ')).toMatch(/^v1,\S+ v1,\S+$/)
  })
})

describe('a new secret', () => {
  it('is 32 random bytes as Standard Webhooks writes them', () => {
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    expect(newWebhookSecret()).not.toBe(secret)
  })
})
