import type { ServerResponse } from 'node:http'
import { waitFor } from '@nemo-batch/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type GivenDeliveries, givenDeliveries } from './given-deliveries.ts'
import { first, NEVER, OK, status } from './given-receiver.ts'

const PENDING = 40

let given: GivenDeliveries
let stop: () => Promise<void>
beforeAll(async () => {
  given = await givenDeliveries()
  stop = await given.start()
})
afterAll(() => given.close())

describe('an endpoint that is down', () => {
  it('gets ten requests for all that waits, then one probe at a time, and everything when it is back', async () => {
    const open = { now: 0, most: 0 }
    const endpoint = await given.endpoint((response, nth, received) => {
      open.now += 1
      if (nth > 10 && nth <= 14) open.most = Math.max(open.most, open.now)
      response.once('finish', () => {
        open.now -= 1
      })
      first(13, status(503))(response, nth, received)
    })
    await given.hold(endpoint)
    await given.send(endpoint, PENDING)
    await given.release(endpoint)
    const deliveries = await given.settled(endpoint, { succeeded: PENDING })
    expect(endpoint.receiver.received).toHaveLength(13 + PENDING)
    expect(open.most).toBe(1)
    // the others waited without using up an attempt
    expect(deliveries.filter(({ attempts }) => attempts.length === 1).length).toBeGreaterThanOrEqual(PENDING - 13)
    const told = given.logged.filter(({ endpointId }) => endpointId === endpoint.id).map(({ message }) => message)
    expect(told).toEqual(['webhook endpoint is down; it is only probed from now on', 'webhook endpoint is up again'])
  })

  it('is sent what waits for it when somebody gives it another address', async () => {
    const endpoint = await given.endpoint(status(503, { 'retry-after': '1800' }))
    const repaired = await given.endpoint()
    await given.send(endpoint)
    await given.attempted(endpoint)
    await given.send(endpoint, 3)
    expect(await given.heldMs(endpoint)).toBeGreaterThan(0)
    await given.changeUrl(endpoint, repaired.receiver.url)
    await given.settled(endpoint, { succeeded: 3, pending: 1 })
    expect(repaired.receiver.received).toHaveLength(3)
    expect(await given.project.findEndpoint(endpoint.id)).toMatchObject({ failures: 0, heldUntil: null })
  })
})

describe('an endpoint that does not answer', () => {
  const unanswered: ServerResponse[] = []

  it('delays nobody else, however much waits for it', async () => {
    const silent = await given.endpoint((response) => void unanswered.push(response))
    const other = await given.endpoint()
    await given.hold(silent)
    await given.send(silent, PENDING)
    await given.release(silent)
    await waitFor(() => unanswered.length === 4)
    await given.send(other, 20)
    await given.settled(other, { succeeded: 20 })
    expect(unanswered).toHaveLength(4)
    expect((await given.deliveries(silent.id)).flatMap(({ attempts }) => attempts)).toEqual([])
    silent.receiver.answer = OK
    for (const response of unanswered) response.end()
    await given.settled(silent, { succeeded: PENDING })
  })

  it('gets the same again, under the same id, when the worker has stopped meanwhile', async () => {
    const endpoint = await given.endpoint(NEVER)
    await given.send(endpoint)
    await waitFor(() => endpoint.receiver.received.length === 1)
    await stop()
    const [waiting] = await given.deliveries(endpoint.id)
    expect(waiting).toMatchObject({ status: 'pending', attempts: [] })
    endpoint.receiver.answer = OK
    await given.start()
    await given.settled(endpoint, { succeeded: 1 })
    const [one, again] = endpoint.receiver.received
    expect(again).toMatchObject({ id: one?.id, body: one?.body })
  })
})

describe('with a time limit for answers', () => {
  it('what comes too late, a byte at a time or without an end does no harm, and others get theirs', async () => {
    const strict = await givenDeliveries()
    try {
      await strict.start({ env: { WEBHOOK_TIMEOUT_MS: '400', WEBHOOK_RETRY_SCHEDULE: '1h' } })
      const written = { bytes: 0 }
      const silent = await strict.endpoint(NEVER)
      const dripping = await strict.endpoint(dripHead)
      const endless = await strict.endpoint((response) => flood(response, written))
      const other = await strict.endpoint()
      for (const endpoint of [silent, dripping, endless]) await strict.send(endpoint)
      await strict.send(other, 10)
      await strict.settled(other, { succeeded: 10 })
      const [arrived] = await strict.settled(endless, { succeeded: 1 })
      expect(arrived?.attempts[0]?.responseBody).toHaveLength(1_024)
      expect(written.bytes).toBeLessThan(20_000_000)
      for (const endpoint of [silent, dripping]) {
        await strict.attempted(endpoint)
        const [late] = await strict.deliveries(endpoint.id)
        expect(late).toMatchObject({ status: 'pending', attempts: [{ statusCode: null }] })
        expect(late?.attempts[0]?.error).toMatch(/^No answer came within 0.4 s/)
      }
    } finally {
      await strict.close()
    }
  })
})

function dripHead({ socket }: ServerResponse): void {
  socket?.write('HTTP/1.1 200 OK\r\n')
  const timer = setInterval(() => socket?.write('x'), 20)
  socket?.once('close', () => clearInterval(timer))
}

/** Up to 1 GB, as fast as it is taken. */
function flood(response: ServerResponse, written: { bytes: number }): void {
  const chunk = Buffer.alloc(64 * 1_024, 'x')
  const more = (): void => {
    while (written.bytes < 1_000_000_000 && !response.destroyed) {
      written.bytes += chunk.length
      if (!response.write(chunk)) return void response.once('drain', more)
    }
  }
  response.writeHead(200)
  more()
}
