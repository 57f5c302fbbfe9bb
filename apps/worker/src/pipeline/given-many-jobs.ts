import path from 'node:path'
import type { Row } from '@nemo-batch/database'
import type { CallName } from '@nemo-batch/sandbox'
import { inspectMp4 } from '@nemo-batch/storage'
import { expectInvariants, type InvariantOptions, type SeededBatch, waitFor } from '@nemo-batch/testing'
import { expect } from 'vitest'
import type { Pipeline } from './given-pipeline.ts'

export type Counts = Readonly<Record<'queued' | 'running' | 'blocked' | 'completed' | 'failed' | 'canceled', number>>

/** Edits that take longer than the pipeline's short waits allow for by themselves. */
export const PATIENT = { NEMO_STREAM_IDLE_TIMEOUT_MS: '20000', NEMO_RECOVERY_MAX_READS: '500' }

/** A batch of jobs that are all alike, so that their videos are drawn once. */
export async function submitMany(
  pipeline: Pipeline,
  count: number,
  instruction = 'make a 2-second video',
): Promise<SeededBatch> {
  const fileId = await pipeline.photo('coins.jpg')
  const job = { media: [{ fileId }], steps: [{ instruction }] }
  return pipeline.submit(Array.from({ length: count }, () => job))
}

export const countsOf = (pipeline: Pipeline, { batchId }: Pick<SeededBatch, 'batchId'>): Promise<Counts> =>
  pipeline.one<Row & Counts>(
    'SELECT queued, running, blocked, completed, failed, canceled FROM batches WHERE id = $1',
    batchId,
  )

/** Waits until the counts of a batch are such, and returns them. */
export const waitForCounts = (
  pipeline: Pipeline,
  batch: SeededBatch,
  isMet: (counts: Counts) => boolean,
  timeoutMs = 60_000,
): Promise<Counts> =>
  waitFor(
    async () => {
      const counts = await countsOf(pipeline, batch)
      return isMet(counts) ? counts : null
    },
    { timeoutMs, describe: `the counts of ${batch.batchId}: ${isMet}` },
  )

export const callsOf = (pipeline: Pipeline, call: CallName): number => pipeline.sandbox.log.counters().calls[call] ?? 0

export const waitForCalls = (pipeline: Pipeline, call: CallName, count: number, timeoutMs = 30_000): Promise<unknown> =>
  waitFor(() => callsOf(pipeline, call) >= count, { timeoutMs, describe: `${count} calls ${call}` })

/** What must always hold, with the videos in storage and the provider's log looked at too. */
export const expectSound = (pipeline: Pipeline, allow: InvariantOptions['allow'] = {}): Promise<void> =>
  expectInvariants({
    db: pipeline.db,
    provider: pipeline.sandbox,
    storage: { folder: path.join(pipeline.dataDir, 'files'), inspect: inspectMp4 },
    allow,
  })

/** Waits until all of a batch has completed, and checks that each job was sent, paid and rendered once. */
export async function expectEachOnce(pipeline: Pipeline, batch: SeededBatch, timeoutMs = 90_000): Promise<void> {
  const total = batch.jobIds.length
  const counts = await waitForCounts(
    pipeline,
    batch,
    ({ completed, failed, canceled }) => completed + failed + canceled === total,
    timeoutMs,
  )
  const { rows } = await pipeline.db.query<Row>('SELECT error FROM jobs WHERE batch_id = $1 AND error IS NOT NULL', [
    batch.batchId,
  ])
  expect(rows).toEqual([])
  expect(counts).toMatchObject({ completed: total, failed: 0 })
  const { messages, renders } = pipeline.sandbox.log.counters()
  expect(Object.values(messages)).toEqual(batch.jobIds.map(() => 1))
  expect(Object.values(renders)).toEqual(batch.jobIds.map(() => 1))
  await expectSound(pipeline)
}
