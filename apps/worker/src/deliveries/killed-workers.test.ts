import { queueBackends, waitFor } from '@nemo-batch/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { givenWorkerProcesses } from '../pipeline/given-worker-process.ts'
import { loseQueue } from '../pipeline/lose-queue.fixture.ts'
import { type GivenDeliveries, givenDeliveries } from './given-deliveries.ts'
import { first, NEVER, OK, status } from './given-receiver.ts'

const DELIVERIES = 60

let given: GivenDeliveries
const processes = givenWorkerProcesses()
afterEach(async () => {
  await processes.close()
  await given.close()
})

it('what was committed while no worker ran is sent by two, each delivery once; what a killed one had not written down, again', async () => {
  given = await givenDeliveries({ backend: queueBackends().at(-1) ?? 'postgres' })
  const endpoint = await given.endpoint()
  const { received } = endpoint.receiver
  await given.send(endpoint, DELIVERIES)
  const [killed, stopped] = [processes.start(given.env), processes.start(given.env)]
  await given.settled(endpoint, { succeeded: DELIVERIES })
  await waitFor(() => [killed, stopped].every((worker) => worker.said('worker ready')))
  await given.send(endpoint, DELIVERIES)
  await given.settled(endpoint, { succeeded: 2 * DELIVERIES })
  expect(received).toHaveLength(2 * DELIVERIES)
  expect(new Set(received.map(({ id }) => id)).size).toBe(2 * DELIVERIES)

  stopped.signal('SIGTERM')
  expect(await stopped.exited()).toBe(0)
  const DIES_AT = 2 * DELIVERIES + 10
  endpoint.receiver.answer = (response, nth, one) => {
    if (nth === DIES_AT) killed.signal('SIGKILL')
    first(DIES_AT - 1, OK, NEVER)(response, nth, one)
  }
  await given.send(endpoint, DELIVERIES)
  await killed.exited()
  endpoint.receiver.answer = OK
  await given.db.query('UPDATE webhook_endpoints SET lane_expires_at = now()')
  processes.start(given.env)
  await given.settled(endpoint, { succeeded: 3 * DELIVERIES })
  const dying = received[DIES_AT - 1]
  expect(received.filter(({ id }) => id === dying?.id).length).toBeGreaterThanOrEqual(2)
  expect(new Set(received.map(({ id }) => id)).size).toBe(3 * DELIVERIES)
  // no more than one lane sends at once came twice
  expect(received.length).toBeLessThanOrEqual(3 * DELIVERIES + 4)
}, 60_000)

describe.each(queueBackends())('with queues on %s', (backend) => {
  it('a lost queue loses no delivery', async () => {
    given = await givenDeliveries({ backend })
    await given.start({ env: { WEBHOOK_RETRY_SCHEDULE: '1h' } })
    const endpoint = await given.endpoint(first(1, status(500)))
    await given.send(endpoint)
    await given.attempted(endpoint)
    await loseQueue(given)
    await given.db.query(
      `UPDATE webhook_deliveries SET next_attempt_at = next_attempt_at - interval '2 hours' WHERE status = 'pending'`,
    )
    await given.settled(endpoint, { succeeded: 1 })
    await given.send(endpoint)
    await given.settled(endpoint, { succeeded: 2 })
  })
})
