import type { Batch, DryRun, NewBatch, StoredFile } from '@nemo-batch/sdk'
import type { SendFile } from '../features/new-batch/uploads.ts'
import { client } from './client.ts'

/** Looking at thousands of addresses takes the service half a minute. */
const DRY_RUN_TIMEOUT_MS = 90_000

export const sendPhoto: SendFile = (file, { signal, idempotencyKey, onShare }): Promise<StoredFile> =>
  client.files.upload(file, {
    ...{ signal, idempotencyKey },
    onProgress: ({ sentBytes, totalBytes }) => onShare(totalBytes === null ? 0 : sentBytes / Math.max(1, totalBytes)),
  })

/** What it would make, cost and take; nothing is made. @throws InvalidInputError naming every fault */
export const dryRun = (batch: NewBatch): Promise<DryRun> =>
  client.batches.dryRun(batch, { timeoutMs: DRY_RUN_TIMEOUT_MS })

/** Made once, however often it is asked for under one key. */
export const makeBatch = (batch: NewBatch, idempotencyKey: string): Promise<Batch> =>
  client.batches.create(batch, { idempotencyKey, timeoutMs: DRY_RUN_TIMEOUT_MS })
