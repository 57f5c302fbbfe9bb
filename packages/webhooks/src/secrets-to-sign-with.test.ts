import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { goodSecrets } from './secrets-to-sign-with.ts'
import { newWebhookSecret, signWebhook } from './sign-webhook.ts'

const DAY_MS = 24 * 3_600_000
const rotatedAt = new Date()
const after = (ms: number) => new Date(rotatedAt.getTime() + ms)
const secret = (sealed: string, expiresAt: Date | null) => ({ sealed, expiresAt })
const names = (secrets: readonly { sealed: string }[]) => secrets.map(({ sealed }) => sealed)

describe('the secrets that sign', () => {
  const rotated = [secret('old', after(DAY_MS)), secret('new', null)]

  it.each([
    ['right after a rotation', 0, ['new', 'old']],
    ['until the day is over', DAY_MS - 1, ['new', 'old']],
    ['when the day is over', DAY_MS, ['new']],
    ['long after', 30 * DAY_MS, ['new']],
  ])('are these %s', (_when, ms, expected) => {
    expect(names(goodSecrets(rotated, after(ms)))).toEqual(expected)
  })

  it('are the newest first, whatever order they come in', () => {
    const thrice = [secret('b', after(2)), secret('d', null), secret('a', after(1)), secret('c', after(3))]
    expect(names(goodSecrets(thrice, rotatedAt))).toEqual(['d', 'c', 'b', 'a'])
  })

  it('are at most five', () => {
    const often = Array.from({ length: 9 }, (_, position) => secret(`${position}`, after(position + 1)))
    expect(names(goodSecrets([...often, secret('newest', null)], rotatedAt))).toEqual(['newest', '8', '7', '6', '5'])
  })

  it('let receivers with the old one and with the new one verify for a day, and then only those with the new one', () => {
    const [older, newer] = [newWebhookSecret(), newWebhookSecret()]
    const stored = [secret(newer, null), secret(older, after(DAY_MS))]
    const verify = (known: string, now: Date) => {
      const secrets = names(goodSecrets(stored, now))
      // receivers look at their own clock, so the message is of now whatever time the rotation is looked at from
      const headers = { ...signWebhook({ id: 'evt_1', at: new Date(), body: '{}', secrets }) }
      return () => new Webhook(known).verify('{}', headers)
    }
    for (const known of [older, newer]) expect(verify(known, after(DAY_MS - 1))()).toEqual({})
    expect(verify(newer, after(DAY_MS))()).toEqual({})
    expect(verify(older, after(DAY_MS))).toThrow()
  })
})
