import { newEncryptionKey } from '@nemo-batch/runtime'
import { queueBackends, waitFor } from '@nemo-batch/testing'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type GivenDeliveries, type GivenEndpoint, givenDeliveries } from './given-deliveries.ts'
import { first, isSignedWith, type Received, status } from './given-receiver.ts'

const HOUR_MS = 3_600_000

describe.each(queueBackends())('with queues on %s', (backend) => {
  let given: GivenDeliveries
  const clock = { offsetMs: 0 }
  beforeAll(async () => {
    given = await givenDeliveries({ backend })
    await given.start({ clockOffsetMs: () => clock.offsetMs })
  })
  afterAll(() => given.close())

  it('a webhook arrives at the sixth attempt when the receiver was down for five: same id and bytes, signed anew each time', async () => {
    const endpoint = await given.endpoint(
      (response, nth, received) => {
        clock.offsetMs += 2_000
        first(5, status(503))(response, nth, received)
      },
      { events: ['job.failed'] },
    )
    const eventId = await given.failJob()
    const [delivery] = await given.settled(endpoint, { succeeded: 1 })
    const { received } = endpoint.receiver
    expect(received).toHaveLength(6)
    for (const one of received) {
      expect({ id: one.id, body: one.body }).toEqual({ id: eventId, body: received[0]?.body })
      expect(() => new Webhook(endpoint.secret).verify(one.body, one.headers)).not.toThrow()
    }
    expect(new Set(received.map(({ timestamp }) => timestamp)).size).toBe(6)
    expect(delivery?.attempts.map(({ number, statusCode }) => `${number} ${statusCode}`)).toEqual([
      ...['1 503', '2 503', '3 503', '4 503', '5 503'],
      '6 204',
    ])
  })

  it('a secret that was replaced signs beside the new one for a day, and not after it', async () => {
    const endpoint = await given.endpoint()
    const newer = await given.rotate(endpoint, { now: new Date(Date.now() + clock.offsetMs) })
    for (const [sent, hours] of [0, 23, 2].entries()) {
      clock.offsetMs += hours * HOUR_MS
      await given.send(endpoint)
      await given.settled(endpoint, { succeeded: sent + 1 })
    }
    const signedBy = endpoint.receiver.received.map((one) =>
      [endpoint.secret, newer].map((secret) => isSignedWith(one, secret)),
    )
    expect(signedBy).toEqual([
      [true, true],
      [true, true],
      [false, true],
    ])
  })
})

let given: GivenDeliveries
/** Endpoints to which the next attempt cannot be written down. */
const unwritten = new Set<string>()
beforeAll(async () => {
  given = await givenDeliveries()
  await given.start({
    instruments: {
      database: (db) => ({
        ...db,
        query: async (text, values) => {
          const isAttempt = text.includes('INSERT INTO webhook_attempts')
          if (isAttempt && values?.some((value) => unwritten.delete(String(value)))) throw new Error('database away')
          return db.query(text, values)
        },
      }),
    },
  })
})
afterAll(() => given.close())

const toldOf = ({ receiver }: GivenEndpoint, subject: GivenEndpoint): Promise<Received> =>
  waitFor(() => receiver.received.find(({ data }) => data.id === subject.id), { describe: 'word of an endpoint' })

describe.concurrent('what an endpoint answers', () => {
  it('with 500 each time is tried once and again after each delay of the schedule, then the delivery has failed', async () => {
    const endpoint = await given.endpoint(status(500))
    await given.send(endpoint)
    const [delivery] = await given.settled(endpoint, { failed: 1 })
    expect(delivery?.attempts).toHaveLength(7)
    expect(delivery?.attempts.at(-1)?.error).toMatch(/^The endpoint answered 500: its server failed/)
  })

  it('with a redirect is not followed', async () => {
    const inner = await given.endpoint()
    const endpoint = await given.endpoint(first(1, status(301, { location: inner.receiver.url })))
    await given.send(endpoint)
    const [delivery] = await given.settled(endpoint, { succeeded: 1 })
    expect(delivery?.attempts[0]?.error).toMatch(/redirects are not followed/)
    expect(inner.receiver.received).toEqual([])
  })

  it('with Retry-After holds back everything for it, and for nobody else', async () => {
    const endpoint = await given.endpoint(status(429, { 'retry-after': '1800' }))
    const other = await given.endpoint()
    await given.send(endpoint)
    await given.attempted(endpoint)
    expect(await given.heldMs(endpoint)).toBeGreaterThan(1_700_000)
    await given.send(endpoint, 3)
    await given.send(other, 3)
    await given.settled(other, { succeeded: 3 })
    expect(endpoint.receiver.received).toHaveLength(1)
    const [first] = await given.deliveries(endpoint.id)
    const waitMs = (first?.nextAttemptAt?.getTime() ?? 0) - (first?.attempts[0]?.attemptedAt.getTime() ?? 0)
    expect(waitMs).toBeGreaterThanOrEqual(1_800_000)
  })

  it('with 410 disables it at once, discards what waits for it and is told to the others', async () => {
    const gone = await given.endpoint(status(410))
    const other = await given.endpoint(undefined, { events: ['endpoint.disabled'] })
    await given.hold(gone)
    await given.send(gone, 3)
    await given.release(gone)
    const deliveries = await given.settled(gone, { failed: 1, discarded: 2 })
    expect(gone.receiver.received.length).toBeLessThan(4)
    expect(deliveries.every(({ nextAttemptAt }) => nextAttemptAt === null)).toBe(true)
    expect(await toldOf(other, gone)).toMatchObject({
      type: 'endpoint.disabled',
      data: { id: gone.id, enabled: false, disabled: { reason: 'gone' } },
    })
    expect(await given.project.findEndpoint(gone.id)).toMatchObject({ isEnabled: false, disabled: { reason: 'gone' } })
    expect(given.logged).toContainEqual(
      expect.objectContaining({ message: 'webhook endpoint disabled', endpointId: gone.id, reason: 'gone' }),
    )
  })

  it('with nothing but failures for five days disables it, and says so', async () => {
    const endpoint = await given.endpoint(status(500))
    const other = await given.endpoint(undefined, { events: ['endpoint.disabled'] })
    await given.db.query(
      `UPDATE webhook_endpoints SET failing_since = now() - interval '5 days', failures = 9 WHERE id = $1`,
      [endpoint.id],
    )
    await given.send(endpoint)
    expect((await toldOf(other, endpoint)).data.disabled).toMatchObject({ reason: 'failing' })
    expect(endpoint.receiver.received).toHaveLength(1)
    expect(given.logged).toContainEqual(
      expect.objectContaining({ message: 'webhook endpoint disabled', endpointId: endpoint.id, reason: 'failing' }),
    )
  })

  it('with failures is forgotten with the first success', async () => {
    const endpoint = await given.endpoint(first(3, status(500)))
    await given.send(endpoint)
    await given.settled(endpoint, { succeeded: 1 })
    expect(await given.project.findEndpoint(endpoint.id)).toMatchObject({
      ...{ failures: 0, failingSince: null, heldUntil: null },
    })
  })
})

describe.concurrent('a delivery', () => {
  it('that was given up after the schedule arrives when somebody recovers it, under the same id', async () => {
    const endpoint = await given.endpoint(first(7, status(500)))
    await given.send(endpoint)
    await given.settled(endpoint, { failed: 1 })
    await given.project.recoverDeliveries(endpoint.id, new Date(Date.now() - HOUR_MS))
    const [delivery] = await given.settled(endpoint, { succeeded: 1 })
    expect(delivery?.attempts).toHaveLength(8)
    expect(new Set(endpoint.receiver.received.map(({ id }) => id)).size).toBe(1)
  })

  it('that arrived, and could not be written down, is sent again under the same id', async () => {
    const endpoint = await given.endpoint()
    unwritten.add(endpoint.id)
    await given.send(endpoint)
    await given.settled(endpoint, { succeeded: 1 })
    const [one, again] = endpoint.receiver.received
    expect(again).toMatchObject({ id: one?.id, body: one?.body })
  })

  it('that cannot be written fails with a reason, and the others go their way', async () => {
    const endpoint = await given.endpoint()
    await given.hold(endpoint)
    await given.send(endpoint, 3)
    const [spoilt] = await given.deliveries(endpoint.id)
    await given.db.query(`UPDATE webhook_messages SET snapshot = '{}' WHERE id = $1`, [spoilt?.messageId])
    await given.release(endpoint)
    const deliveries = await given.settled(endpoint, { succeeded: 2, failed: 1 })
    expect(deliveries[0]?.attempts.map(({ error }) => error)).toEqual(
      Array.from({ length: 7 }, () => expect.stringMatching(/^The message could not be written down/)),
    )
    // it is not the receiver that failed
    expect(await given.project.findEndpoint(endpoint.id)).toMatchObject({ failures: 0 })
  })

  it('says what to do when its secret is sealed under another key, and arrives when the secret was replaced', async () => {
    const endpoint = await given.endpoint()
    await given.db.query('DELETE FROM webhook_secrets WHERE endpoint_id = $1', [endpoint.id])
    await given.rotate(endpoint, { key: newEncryptionKey() })
    await given.send(endpoint)
    await given.attempted(endpoint)
    const newer = await given.rotate(endpoint)
    const [delivery] = await given.settled(endpoint, { succeeded: 1 })
    expect(delivery?.attempts[0]?.error).toMatch(/ENCRYPTION_KEY is not the one .* Rotate the secret/)
    expect(endpoint.receiver.received.map((one) => isSignedWith(one, newer))).toEqual([true])
  })
})
