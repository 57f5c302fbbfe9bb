import { seedAccount, seedBatch, waitFor } from '@nemo-batch/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { givenDelivery, givenEndpoint, giveUp } from '../testing/given-webhooks.ts'
import { readStream } from '../testing/read-stream.ts'
import { type RunningApi, startTestApi } from '../testing/running-api.ts'

let api: RunningApi
beforeAll(async () => {
  api = await startTestApi()
  // figures are read once for several looks at them
  await givenWebhooks()
})
afterAll(() => api.stop())

/** One delivery is late, one was given up, and one waits for an endpoint that is down; another endpoint is disabled. */
async function givenWebhooks(): Promise<void> {
  const { id: late } = await givenDelivery(api)
  await giveUp(api, (await givenDelivery(api)).id)
  const down = await givenEndpoint(api)
  const { id: held } = await givenDelivery(api, down.id)
  await givenEndpoint(api, { enabled: false })
  await api.db.query(
    `UPDATE webhook_endpoints SET failures = 10, held_until = now() + interval '1 minute' WHERE id = $1`,
    [down.id],
  )
  const isDueSince = `UPDATE webhook_deliveries SET next_attempt_at = now() - $2::interval WHERE id = $1`
  await api.db.query(isDueSince, [late, '5 minutes'])
  await api.db.query(isDueSince, [held, '1 hour'])
}

/** Every series with its value. */
async function scrape(): Promise<Map<string, number>> {
  const answer = await fetch(new URL('/metrics', api.url))
  expect([answer.status, answer.headers.get('content-type')]).toEqual([
    200,
    expect.stringMatching(/^text\/plain; version=/),
  ])
  const lines = (await answer.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]))
}

it('tells what waits, what runs and what stands still, without a key and without a name', async () => {
  const accountId = await seedAccount(api.db, 3)
  await api.db.query(`UPDATE accounts SET blocked = '{"reason":"plan_required"}', active_jobs = 1 WHERE id = $1`, [
    accountId,
  ])
  const { batchId } = await seedBatch(api.db, accountId, [{ reference: 'secret-reference' }, {}])
  const { batchId: paused, jobIds } = await seedBatch(api.db, accountId, [{}])
  await api.db.query(`UPDATE batches SET paused_at = now() WHERE id = $1`, [paused])
  await api.db.query(`UPDATE jobs SET created_at = now() - interval '1 hour' WHERE batch_id = $1`, [batchId])
  await api.db.query(`UPDATE jobs SET created_at = now() - interval '1 day' WHERE id = $1`, [jobIds[0]])
  const stream = readStream(
    await api.call(`/v1/batches/${batchId}/events`, { headers: { accept: 'text/event-stream' } }),
  )
  await stream.next()

  const series = await scrape()
  expect(Object.fromEntries([...series].filter(([name]) => name.startsWith('nemo_batch_')))).toMatchObject({
    ...{ 'nemo_batch_jobs{status="queued"}': 3, 'nemo_batch_jobs{status="failed"}': 0 },
    ...{ 'nemo_batch_accounts{status="ok"}': 1, 'nemo_batch_accounts{status="blocked"}': 1 },
    ...{ 'nemo_batch_account_slots{state="taken"}': 1, 'nemo_batch_account_slots{state="all"}': 11 },
    ...{ nemo_batch_workers_alive: 0, nemo_batch_event_streams: 1, nemo_batch_database_up: 1, nemo_batch_queue_up: 1 },
    'nemo_batch_queue_wake_ups{queue="jobs",state="waiting"}': 0,
    'nemo_batch_queue_wake_ups{queue="deliveries",state="waiting"}': 0,
    ...{ nemo_batch_database_connection_waits: 0 },
  })
  const waited = series.get('nemo_batch_longest_wait_seconds') ?? 0
  expect(waited).toBeGreaterThanOrEqual(3_600)
  expect(waited).toBeLessThan(7_200)
  expect(series.has('nodejs_eventloop_lag_p99_seconds')).toBe(true)
  expect([...series.keys()].filter((name) => /secret|batch_0|acct_|127\.0/.test(name))).toEqual([])
  await stream.close()
})

it('tells how webhooks are doing: what waits and for how long, what was given up, who does not answer', async () => {
  const series = await scrape()
  expect(Object.fromEntries(series)).toMatchObject({
    ...{ 'nemo_batch_webhook_deliveries{status="pending"}': 2, 'nemo_batch_webhook_deliveries{status="failed"}': 1 },
    ...{ 'nemo_batch_webhook_endpoints{status="ok"}': 2, 'nemo_batch_webhook_endpoints{status="failing"}': 0 },
    ...{ 'nemo_batch_webhook_endpoints{status="down"}': 1, 'nemo_batch_webhook_endpoints{status="disabled"}': 1 },
  })
  const overdue = series.get('nemo_batch_webhook_longest_overdue_seconds') ?? 0
  expect(overdue).toBeGreaterThanOrEqual(300)
  expect(overdue).toBeLessThan(3_600)
})

it('times requests by their route, however many addresses are asked for', async () => {
  for (let index = 0; index < 5; index++) {
    await api.call(`/v1/jobs/job_${String(index).padStart(26, '0')}`)
    await api.call(`/nothing/${index}`, { method: index % 2 === 0 ? 'GET' : 'PROPFIND' })
  }
  const counted = await waitFor(async () => {
    const series = await scrape()
    const count = (labels: string): number => series.get(`http_request_duration_seconds_count{${labels}}`) ?? 0
    const unknown = count('method="unknown",route="unknown",status="404"')
    const jobs = count('method="GET",route="/v1/jobs/:id",status="404"')
    return jobs === 5 && unknown >= 3 ? series : null
  })
  expect([...counted.keys()].filter((name) => /nothing|job_0/.test(name))).toEqual([])
})
