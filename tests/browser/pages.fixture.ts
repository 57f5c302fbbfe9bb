import { openAsBlob } from 'node:fs'
import path from 'node:path'
import { type Receiver, startReceiver, waitFor } from '@nemo-batch/testing'
import type { Dashboard } from './given-dashboard.fixture.ts'

const PHOTOS = path.resolve(import.meta.dirname, '../../examples/photos')
const ENDED: readonly string[] = ['completed', 'failed', 'canceled']

type Thing = { readonly id: string }
type Named = readonly (readonly [name: string, address: string])[]

/** A shop in the middle of its day: videos made, some that failed, one being made, an endpoint that is down. */
export async function givenBusyShop(dashboard: Dashboard): Promise<{ readonly pages: Named; close(): Promise<void> }> {
  const receiver: Receiver = await startReceiver((response) => {
    response.writeHead(503, { 'content-type': 'text/plain' })
    response.end('Down for maintenance')
  })
  const well = await startReceiver()
  const make = async (what: string, body: unknown): Promise<Thing> => (await dashboard.post(what, body)) as Thing
  const endpoint = await make('/v1/webhook-endpoints', { url: `${receiver.url}/nemo`, description: 'Shop backend' })
  await make('/v1/webhook-endpoints', { url: `${well.url}/hooks/nemo-batch`, description: 'Warehouse' })
  const photo = async (name: string): Promise<{ readonly file_id: string }> => {
    const form = new FormData()
    form.append('file', await openAsBlob(path.join(PHOTOS, name)), name)
    return { file_id: ((await dashboard.call('/v1/files', { method: 'POST', body: form })) as Thing).id }
  }
  const [coffee, coins, rocket, cat, motorcycle] = await Promise.all(
    ['coffee.heic', 'coins.jpg', 'rocket.jpg', 'chelsea.webp', 'motorcycle_left.jpg'].map(photo),
  )
  const spring = await make('/v1/batches', {
    name: 'Spring catalogue',
    defaults: { instruction: 'make a smooth 4-second product video with gentle transitions', language: 'en' },
    jobs: [
      { reference: 'SKU-1042', media: [coffee, coins], metadata: { colour: 'red' } },
      { reference: 'SKU-1043', media: [rocket] },
      { reference: 'SKU-1044', media: [cat, coins] },
      { reference: 'SKU-1045', media: [motorcycle], instruction: 'make a 4-second video [[sandbox:no_change]]' },
      { reference: 'SKU-1046', media: [cat], instruction: 'make a 4-second video [[sandbox:no_change]]' },
      { reference: 'SKU-1047', media: ['http://127.0.0.1:9/front.jpg'] },
    ],
  })
  const steps = await make('/v1/jobs', {
    reference: 'BIKE-7',
    media: [motorcycle, rocket, coffee],
    steps: [
      { instruction: 'make a 6-second video of these photos', render: true },
      { instruction: 'add a title "Spring Sale" for the first 3 seconds' },
      { instruction: 'add lo-fi background music at 35%', render: true },
    ],
  })
  const done = async (batch: Thing): Promise<boolean> =>
    ((await dashboard.call(`/v1/batches/${batch.id}`)) as { status: string }).status === 'completed'
  await waitFor(() => done(spring), { timeoutMs: 90_000, describe: 'the batch to have ended' })
  await waitFor(
    async () => ENDED.includes(((await dashboard.call(`/v1/jobs/${steps.id}`)) as { status: string }).status),
    { timeoutMs: 90_000, describe: 'the job of three steps to have ended' },
  )
  const failed = (await dashboard.call(`/v1/batches/${spring.id}/jobs?status=failed`)) as { data: readonly Thing[] }
  await make('/v1/batches', {
    name: 'Tomorrow’s drop',
    scheduled_at: new Date(Date.now() + 12 * 3_600_000).toISOString(),
    jobs: [{ reference: 'DROP-1', media: [rocket], instruction: 'make a 10-second video' }],
  })
  await make('/v1/batches', {
    name: 'Outlet',
    jobs: Array.from({ length: 4 }, (_value, index) => ({
      reference: `OUT-${index}`,
      media: [coins],
      instruction: 'make a 4-second video [[sandbox:render_hang]]',
    })),
  })
  await dashboard.post('/v1/api-keys', { name: 'Shop backend', scopes: ['jobs:read', 'jobs:write'] })
  await dashboard.post('/v1/api-keys', { name: 'Night shift', scopes: ['jobs:read', 'webhooks'] })
  const deliveries = (await waitFor(
    async () => {
      const list = (await dashboard.call(`/v1/webhook-deliveries?endpoint_id=${endpoint.id}`)) as {
        data: readonly (Thing & { attempts: readonly unknown[] })[]
      }
      return list.data.some(({ attempts }) => attempts.length > 0) ? list.data : null
    },
    { timeoutMs: 30_000, describe: 'a delivery to have failed' },
  )) as readonly Thing[]
  return {
    pages: [
      ['overview', '/'],
      ['batches', '/batches'],
      ['batch', `/batches/${spring.id}`],
      ['new-batch', '/batches/new'],
      ['jobs', '/jobs'],
      ['job', `/jobs/${steps.id}`],
      ['failed-job', `/jobs/${failed.data[0]?.id}`],
      ['errors', '/errors'],
      ['webhooks', '/webhooks'],
      ['webhook-endpoint', `/webhooks/endpoints/${endpoint.id}`],
      ['webhook-delivery', `/webhooks/deliveries/${deliveries[0]?.id}`],
      ['settings-keys', '/settings/keys'],
      ['settings-projects', '/settings/projects'],
      ['settings-accounts', '/settings/accounts'],
      ['settings-audit-log', '/settings/audit-log'],
      ['settings-system', '/settings/system'],
    ],
    async close() {
      await receiver.close()
      await well.close()
    },
  }
}
