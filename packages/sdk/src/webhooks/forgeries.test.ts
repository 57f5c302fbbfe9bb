import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { NemoBatchError } from '../errors.ts'
import { BODY, MESSAGE, NOW, now, OTHER_SECRET, SECRET, signed } from './signed-webhook.fixture.ts'
import { type WebhookVerificationCode, WebhookVerificationError } from './verification-error.ts'
import { verify } from './verify.ts'

type Arguments = Parameters<typeof verify>

async function refused(code: WebhookVerificationCode, [headers, body, secret, options = { now }]: Arguments) {
  const error = await verify(headers, body, secret, options).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(WebhookVerificationError)
  expect(error).toBeInstanceOf(NemoBatchError)
  expect(error).toMatchObject({ name: 'WebhookVerificationError', code })
  return error as WebhookVerificationError
}

const { headers } = signed()
const right = headers['webhook-signature']
const withHeader = (name: keyof typeof headers, value: string | undefined) => ({ ...headers, [name]: value })

describe('without one of its headers', () => {
  it.each(Object.keys(headers) as (keyof typeof headers)[])('%s', async (name) => {
    for (const value of [undefined, '']) {
      const error = await refused('missing_header', [withHeader(name, value), BODY, SECRET])
      expect(error.message).toContain(name)
    }
    const { [name]: _gone, ...others } = headers
    await refused('missing_header', [new Headers(others), BODY, SECRET])
  })

  it('all', () => refused('missing_header', [{}, BODY, SECRET]))
})

describe('with a wrong signature', () => {
  const base64 = right.slice('v1,'.length)
  const bytes = Buffer.from(base64, 'base64')
  it.each([
    ['none behind its version', 'v1,'],
    ['made up', 'v1,dawfeoifkpqwoekfpqoekf'],
    ['of the right length', `v1,${Buffer.alloc(32).toString('base64')}`],
    ['cut off', right.slice(0, 8)],
    ['its last character cut off', right.slice(0, -1)],
    ['with something behind it', `${right}=`],
    ['twice in one', `${right}${base64}`],
    ['without its version', base64],
    ['with a version in capitals', `V1,${base64}`],
    ['as another version', `v2,${base64}`],
    ['as an asymmetric one', `v1a,${base64}`],
    ['in hexadecimal', `v1,${bytes.toString('hex')}`],
    // decodes to the same bytes: the last character before `=` has two bits to spare
    ['written in another way', `v1,${base64.slice(0, -2)}${String.fromCharCode(base64.charCodeAt(42) + 1)}=`],
    ['of many', `${'v1,x '.repeat(300)}v1,`],
    ['of only commas', ',,,'],
    ['of another secret', signed({ secret: OTHER_SECRET }).headers['webhook-signature']],
    ['of another body', signed({ body: `${BODY} ` }).headers['webhook-signature']],
    ['of another id', signed({ id: 'evt_2' }).headers['webhook-signature']],
    ['of another time', signed({ sentAt: new Date(NOW.getTime() + 1_000) }).headers['webhook-signature']],
    ['of an empty body', signed({ body: '' }).headers['webhook-signature']],
  ])('%s', async (_name, signature) => {
    expect(signature).not.toBe(right)
    await refused('invalid_signature', [withHeader('webhook-signature', signature), BODY, SECRET])
  })

  it('with headers of the same name, of which one is right', async () => {
    const twice = new Headers(headers)
    twice.append('webhook-id', 'evt_2')
    await refused('invalid_signature', [twice, BODY, SECRET])
    await refused('invalid_signature', [{ ...headers, 'Webhook-Id': 'evt_2' }, BODY, SECRET])
    const list = { ...headers, 'webhook-timestamp': [headers['webhook-timestamp'], '1'] }
    await refused('invalid_signature', [list, BODY, SECRET])
  })

  it('with the signature of one delivery on the head of another', async () => {
    const other = signed({ id: 'evt_2', body: JSON.stringify({ ...MESSAGE, type: 'job.failed' }) })
    await refused('invalid_signature', [{ ...other.headers, 'webhook-signature': right }, other.body, SECRET])
    await refused('invalid_signature', [{ ...headers, 'webhook-id': 'evt_2' }, BODY, SECRET])
    await refused('invalid_signature', [headers, other.body, SECRET])
  })

  it('with the border between the time and the body moved', async () => {
    const inner = '{"type":"job.completed","data":{}}'
    const { headers: outer } = signed({ body: `1772704800.${inner}` })
    const moved = { ...outer, 'webhook-id': `evt_1.${outer['webhook-timestamp']}`, 'webhook-timestamp': '1772704800' }
    await refused('invalid_signature', [moved, inner, SECRET])
  })
})

describe('with a wrong time', () => {
  it.each(['hello', '', ' ', '1772704800.5', '-1', '1e9', '0x69a95c20', '1772704800 ', 'Infinity', '9'.repeat(30)])(
    'that is no number of seconds: “%s”',
    async (sentAt) => {
      const code = sentAt === '' ? 'missing_header' : 'invalid_signature'
      // even if it is signed
      await refused(code, [signed({ sentAt }).headers, BODY, SECRET])
    },
  )

  const after = (ms: number) => new Date(NOW.getTime() + ms)
  it('of long ago', async () => {
    await refused('timestamp_too_old', [signed({ sentAt: after(-301_000) }).headers, BODY, SECRET])
    await refused('timestamp_too_old', [signed({ sentAt: '0' }).headers, BODY, SECRET])
  })

  it('that is yet to come', async () => {
    await refused('timestamp_too_new', [signed({ sentAt: after(302_000) }).headers, BODY, SECRET])
    await refused('timestamp_too_new', [signed({ sentAt: '9'.repeat(12) }).headers, BODY, SECRET])
  })

  it('by a clock or a tolerance that says nothing', async () => {
    await refused('timestamp_too_old', [headers, BODY, SECRET, { now, toleranceMs: Number.NaN }])
    await refused('timestamp_too_old', [headers, BODY, SECRET, { now: () => new Date(Number.NaN) }])
  })

  it('and is told as forged when its signature is wrong as well', async () => {
    const old = { ...headers, 'webhook-timestamp': '1' }
    await refused('invalid_signature', [old, BODY, SECRET])
  })
})

describe('with a changed body', () => {
  it('whichever byte is changed, left out or added, and of whichever header', async () => {
    const bytes = Buffer.from(BODY)
    for (let round = 0; round < 400; round++) {
      const place = (round * 7919) % bytes.length
      const bit = 1 << (round % 8)
      const changed = Buffer.from(bytes)
      changed[place] = (changed[place] ?? 0) ^ bit
      const shorter = Buffer.concat([bytes.subarray(0, place), bytes.subarray(place + 1)])
      const longer = Buffer.concat([bytes.subarray(0, place), Buffer.from([round % 256]), bytes.subarray(place)])
      const forged = [changed, shorter, longer][round % 3] ?? changed
      await refused('invalid_signature', [headers, forged, SECRET])
    }
    for (const [name, value] of Object.entries(headers))
      for (let place = 0; place < value.length; place++) {
        const character = String.fromCharCode(value.charCodeAt(place) ^ 1)
        const forged = { ...headers, [name]: value.slice(0, place) + character + value.slice(place + 1) }
        await refused('invalid_signature', [forged, BODY, SECRET])
      }
  })

  it('that was parsed and written anew', async () => {
    const pretty = JSON.stringify(MESSAGE, null, 2)
    const { headers: ofPretty } = signed({ body: pretty })
    await refused('invalid_signature', [ofPretty, JSON.stringify(JSON.parse(pretty)), SECRET])
  })
})

describe('a receiver that cannot check', () => {
  it.each([
    ['a parsed object', MESSAGE],
    ['nothing', undefined],
    ['null', null],
    ['a list', [1, 2]],
    ['a number', 7],
  ])('hears how to get at the body when it gives %s', async (_name, body) => {
    const error = await refused('invalid_body', [headers, body as unknown as string, SECRET])
    for (const way of ['express.raw(', 'addContentTypeParser(', 'request.text()']) expect(error.message).toContain(way)
  })

  it.each([
    ['empty', ''],
    ['of white space', '  '],
    ['not there', undefined as unknown as string],
    ['null', null as unknown as string],
    ['only the prefix', 'whsec_'],
    ['not base64', `whsec_${'%'.repeat(44)}`],
    ['cut off', SECRET.slice(0, 30)],
    ['in none of a list', []],
    ['one of a list', [SECRET, '']],
  ])('hears that its secret is %s', async (_name, secret) => {
    await refused('invalid_secret', [headers, BODY, secret])
  })

  it('tells nobody its secret', async () => {
    for (const secret of [SECRET.slice(0, 30), `${SECRET}%`]) {
      const error = await refused('invalid_secret', [headers, BODY, secret])
      expect(inspect(error, { depth: null, showHidden: true })).not.toContain(SECRET.slice(6, 20))
    }
  })
})

describe('what is signed and is no webhook', () => {
  it.each([
    ['not JSON', 'hello'],
    ['empty', ''],
    ['null', 'null'],
    ['a list', '[]'],
    ['text', '"job.completed"'],
    ['without type', '{"timestamp":"2026-03-05T09:59:58Z","data":{}}'],
    ['of a type that is no text', '{"type":1,"timestamp":"2026-03-05T09:59:58Z","data":{}}'],
    ['without a time', '{"type":"job.completed","data":{}}'],
    ['without data', '{"type":"job.completed","timestamp":"2026-03-05T09:59:58Z"}'],
    ['with a byte order mark', `\ufeff${BODY}`],
    ['with bytes that are not UTF-8', Buffer.concat([Buffer.from(BODY.slice(0, -2)), Buffer.from([0xff, 0x22, 0x7d])])],
  ])('%s', async (_name, body) => {
    await refused('invalid_body', [signed({ body }).headers, body, SECRET])
  })

  it('is not read before it is checked', async () => {
    await refused('invalid_signature', [headers, Buffer.from([0xff, 0xfe]), SECRET])
    await refused('invalid_signature', [headers, 'hello', SECRET])
  })

  it('changes nothing outside of itself', async () => {
    const body =
      '{"type":"job.completed","timestamp":"","data":{"__proto__":{"isAdmin":true}},"__proto__":{"isAdmin":true}}'
    const event = await verify(signed({ body }).headers, body, SECRET, { now })
    expect('isAdmin' in {}).toBe(false)
    expect('isAdmin' in event).toBe(false)
  })
})
