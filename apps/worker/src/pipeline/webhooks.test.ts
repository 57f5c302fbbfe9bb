import { openProject } from '@nemo-batch/database'
import { createSecretBox } from '@nemo-batch/runtime'
import { waitFor } from '@nemo-batch/testing'
import { newWebhookSecret } from '@nemo-batch/webhooks'
import { Webhook } from 'standardwebhooks'
import { afterEach, expect, it } from 'vitest'
import { givenReceiver, type Receiver } from '../deliveries/given-receiver.ts'
import { givenPipeline, type Pipeline } from './given-pipeline.ts'

let pipeline: Pipeline
let receiver: Receiver
afterEach(async () => {
  await pipeline.close()
  await receiver.close()
})

it('whoever subscribed is told of a photo that became a video, of one that could not be had, and of their batch', async () => {
  pipeline = await givenPipeline({ env: { PUBLIC_URL: 'https://videos.example' } })
  receiver = await givenReceiver()
  const secret = newWebhookSecret()
  await openProject(pipeline.db, 'proj_default').transaction((tx) =>
    tx.createEndpoint({
      ...{ batchId: null, url: receiver.url, events: null, description: null, isEnabled: true },
      secretSealed: createSecretBox(pipeline.env.ENCRYPTION_KEY ?? '').seal(secret),
    }),
  )
  await pipeline.startWorker()
  const { batchId, jobIds } = await pipeline.submit([
    { media: [{ fileId: await pipeline.photo('rocket.jpg') }], steps: [{ instruction: 'make a 2-second video' }] },
    { media: [{ url: `${pipeline.sandbox.url}/missing.jpg` }] },
  ])
  await waitFor(() => receiver.received.length === 3, { timeoutMs: 25_000, describe: 'three webhooks' })
  for (const { body, headers } of receiver.received) new Webhook(secret).verify(body, headers)
  const told = new Map(receiver.received.map(({ type, data }) => [type, data]))
  const job = await pipeline.job(jobIds[0] ?? '')
  expect(told.get('job.completed')).toMatchObject({
    ...{ id: job.id, status: 'completed', progress: 100, seq: job.last_seq, omitted: [] },
    video: { url: expect.stringMatching(/^https:\/\/videos\.example\/v1\/files\/file_\w+\/content\?expires=/) },
  })
  expect(told.get('job.failed')).toMatchObject({ id: jobIds[1], error: { code: 'media_unreachable' } })
  expect(told.get('batch.completed')).toMatchObject({
    ...{ id: batchId, counts: { completed: 1, failed: 1 }, error_counts: { media_unreachable: 1 } },
  })
})
