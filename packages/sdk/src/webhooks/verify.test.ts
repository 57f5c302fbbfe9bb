import type { IncomingHttpHeaders } from 'node:http'
import { Webhook as StandardWebhook } from 'standardwebhooks'
import { Webhook as SvixWebhook } from 'svix'
import { describe, expect, it } from 'vitest'
import { BODY, MESSAGE, NOW, now, OTHER_SECRET, SECRET, signed } from './signed-webhook.fixture.ts'
import { verify } from './verify.ts'

const EVENT = { ...MESSAGE, id: 'evt_1' }

describe('what others sign is accepted', () => {
  it.each([
    ['standardwebhooks', new StandardWebhook(SECRET)],
    ['svix', new SvixWebhook(SECRET)],
  ])('%s', async (_name, webhook) => {
    const headers = {
      'webhook-id': 'evt_1',
      'webhook-timestamp': `${Math.floor(NOW.getTime() / 1_000)}`,
      'webhook-signature': webhook.sign('evt_1', NOW, BODY),
    }
    expect(await verify(headers, BODY, SECRET, { now })).toEqual(EVENT)
  })

  it('the example of Standard Webhooks', async () => {
    const headers = {
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    }
    const call = verify(headers, '{"test": 2432232314}', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', {
      now: () => new Date(1_614_265_330_000),
    })
    // the signature fits; what it signs is no webhook of ours
    await expect(call).rejects.toMatchObject({ code: 'invalid_body' })
  })
})

describe('headers', () => {
  const { headers } = signed()
  it.each([
    ['of fetch', new Headers(headers)],
    ['of Node', { host: 'shop.example', 'set-cookie': ['a=1'], ...headers } satisfies IncomingHttpHeaders],
    ['in capitals', Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]))],
    ['as lists', Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]))],
  ])('%s are read', async (_name, given) => {
    expect(await verify(given, BODY, SECRET, { now })).toEqual(EVENT)
  })
})

describe('bodies', () => {
  const { headers } = signed()
  const large = Buffer.concat([Buffer.from('before'), Buffer.from(BODY), Buffer.from('behind')])
  it.each([
    ['text', BODY],
    ['a Buffer', Buffer.from(BODY)],
    ['bytes', new TextEncoder().encode(BODY)],
    ['a part of a larger buffer', large.subarray(6, -6)],
  ])('%s is read', async (_name, body) => {
    expect(await verify(headers, body, SECRET, { now })).toEqual(EVENT)
  })
})

describe('secrets', () => {
  it('are taken without their prefix, and with white space around them', async () => {
    const { headers } = signed()
    for (const secret of [SECRET.replace('whsec_', ''), ` ${SECRET}\n`])
      expect(await verify(headers, BODY, secret, { now })).toEqual(EVENT)
  })

  it('may be several, while the receiver changes from one to the other', async () => {
    for (const secret of [SECRET, OTHER_SECRET])
      expect(await verify(signed({ secret }).headers, BODY, [OTHER_SECRET, SECRET], { now })).toEqual(EVENT)
  })
})

describe('several signatures', () => {
  const ours = signed().headers
  const other = signed({ secret: OTHER_SECRET }).headers['webhook-signature']
  const accept = (signature: string) => verify({ ...ours, 'webhook-signature': signature }, BODY, SECRET, { now })

  it('are sent while the service changes from one secret to the other: each one is enough', async () => {
    expect(await accept(`${other} ${ours['webhook-signature']}`)).toEqual(EVENT)
    expect(await accept(`${ours['webhook-signature']} ${other}`)).toEqual(EVENT)
  })

  it('of other kinds are passed over', async () => {
    expect(await accept(`v1a,${'A'.repeat(86)}== v2,x nonsense , ${ours['webhook-signature']}`)).toEqual(EVENT)
  })
})

describe('the time of sending', () => {
  it('may be five minutes from now, either way', async () => {
    for (const minutes of [-5, 5]) {
      const sentAt = new Date(Math.floor(NOW.getTime() / 1_000) * 1_000 + minutes * 60_000)
      const clock = () => new Date(Math.floor(NOW.getTime() / 1_000) * 1_000)
      expect(await verify(signed({ sentAt }).headers, BODY, SECRET, { now: clock })).toEqual(EVENT)
    }
  })

  it('may be as far from now as the receiver says', async () => {
    const { headers } = signed({ sentAt: new Date(0) })
    expect(await verify(headers, BODY, SECRET, { toleranceMs: Number.POSITIVE_INFINITY })).toEqual(EVENT)
    const early = verify(signed().headers, BODY, SECRET, { now, toleranceMs: 0 })
    await expect(early).rejects.toMatchObject({ code: 'timestamp_too_old' })
  })

  it('is by the real clock unless another is given', async () => {
    expect(await verify(signed({ sentAt: new Date() }).headers, BODY, SECRET)).toEqual(EVENT)
  })
})

it('gives what a newer service tells as it is', async () => {
  const message = { type: 'job.rated', timestamp: MESSAGE.timestamp, data: { stars: 5 }, id: 'not this', region: 'eu' }
  const { headers, body } = signed({ body: JSON.stringify(message) })
  expect(await verify(headers, body, SECRET, { now })).toEqual({ ...message, id: 'evt_1' })
})

it('tells by the type what the data is', async () => {
  const event = await verify(signed().headers, BODY, SECRET, { now })
  switch (event.type) {
    case 'job.completed':
    case 'job.failed': {
      const seq: number = event.data.seq
      expect(`${event.data.reference} ${seq}`).toBe(`${MESSAGE.data.reference} 12`)
      return
    }
    case 'batch.completed':
      return void (event.data.error_counts.render_failed satisfies number | undefined)
    case 'endpoint.test':
      return void (event.data.url satisfies string)
    default: {
      // @ts-expect-error what a newer service sends may hold anything
      return void (event.data.seq satisfies number)
    }
  }
})
