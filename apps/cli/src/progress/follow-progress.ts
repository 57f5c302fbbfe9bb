import type { BatchAnswer, JobAnswer } from '../client/answers.ts'
import type { ApiClient } from '../client/api-client.ts'
import { followBatch } from '../client/event-stream.ts'
import { applyEvent, newBatchView } from './batch-view.ts'
import { showProgress } from './show-progress.ts'

export type FinishedBatch = { readonly batch: BatchAnswer; readonly jobs: readonly JobAnswer[] }

/**
 * Shows the batch until its last event and answers what became of it.
 * @throws what followBatch throws
 */
export async function followProgress(client: ApiClient, batchId: string, signal: AbortSignal): Promise<FinishedBatch> {
  const batch = await client.readBatch(batchId, signal)
  const view = newBatchView(batch.name ?? batch.id, await client.listJobs(batchId, signal))
  const display = showProgress(view)
  try {
    const onReconnect = (reason: string): void => display.say(`connection lost (${reason}); connecting again …`)
    for await (const event of followBatch(client, { batchId, signal, onReconnect }))
      display.update(applyEvent(view, event))
  } finally {
    display.end()
  }
  return { batch: await client.readBatch(batchId, signal), jobs: await client.listJobs(batchId, signal) }
}
