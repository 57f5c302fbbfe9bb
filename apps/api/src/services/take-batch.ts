import type { BatchReading, MediaItem, PlannedJob } from '@nemo-batch/contracts'
import {
  type CreatedBatch,
  FileGone,
  type NewJob,
  type NewMedia,
  type ProjectStore,
  type ProjectTransaction,
  type StoredFile,
} from '@nemo-batch/database'
import { type Storage, sanitizeFilename } from '@nemo-batch/storage'
import { invalidInput } from '../problems.ts'
import { keepUploads } from '../uploads/keep-uploads.ts'
import type { Form } from '../uploads/read-form.ts'
import { checkMedia, type MediaSources, matchName } from './check-media.ts'

export type Intake = {
  readonly storage: Storage
  /** The account that the settings describe. */
  readonly accountId: string
  readonly allowPrivateNetworks: boolean
}

export type MadeBatch = Pick<CreatedBatch, 'batchId' | 'firstJobId'> & { readonly accountId: string }

const PRIORITIES = { low: 0, normal: 1, high: 2 } as const

/**
 * Checks everything about a batch and creates it, whole or not at all.
 * @param form what came along with it; null when it came as plain JSON
 * @param finish runs in the transaction that created the batch
 * @throws ApiProblem `invalid_input` with every fault
 */
export async function takeBatch<T>(
  intake: Intake,
  project: ProjectStore,
  reading: BatchReading,
  form: Form | null,
  steps: {
    readonly begin: (tx: ProjectTransaction) => Promise<void>
    readonly finish: (tx: ProjectTransaction, made: MadeBatch) => Promise<T>
  },
): Promise<T> {
  const uploads = form?.uploads ?? null
  const checked = await checkMedia({
    project,
    allowPrivateNetworks: intake.allowPrivateNetworks,
    media: reading.media,
    uploads,
  })
  const faults = [...reading.faults, ...(form?.faults ?? []), ...checked.faults]
  if (reading.batch === null || faults.length > 0) throw invalidInput(faults)
  const { batch } = reading
  try {
    return await keepUploads(intake.storage, project, uploads ?? [], async (tx, sent) => {
      await steps.begin(tx)
      const jobs = planJobs(batch.jobs, checked.sources, sent)
      const { jobs: _planned, ...asked } = batch
      const accountId = await tx.pickAccount(intake.accountId)
      const { batchId, firstJobId } = await tx.createBatch({ ...asked, accountId }, inOneChunk(jobs))
      return steps.finish(tx, { accountId, batchId, firstJobId })
    })
  } catch (error) {
    if (!(error instanceof FileGone)) throw error
    throw invalidInput([{ path: '', code: 'file_not_found', message: 'A file of the batch was deleted meanwhile' }])
  }
}

export async function* inOneChunk(jobs: readonly NewJob[]): AsyncGenerator<readonly NewJob[]> {
  yield jobs
}

export const planJobs = (
  planned: readonly PlannedJob[],
  sources: MediaSources,
  sent: readonly StoredFile[],
): NewJob[] =>
  planned.map((job) => ({
    ...job,
    priority: PRIORITIES[job.priority],
    steps: job.steps.map((step) => ({ ...step, media: step.media.map((item) => planMedia(item, sources, sent)) })),
  }))

function planMedia(item: MediaItem, sources: MediaSources, sent: readonly StoredFile[]): NewMedia {
  if (typeof item === 'string') return { fileId: null, sourceUrl: item, filename: nameInUrl(item) }
  const file =
    'file_id' in item ? sources.files.get(item.file_id) : sent[sources.uploads.get(matchName(item.file)) ?? -1]
  if (file === undefined) throw new FileGone()
  return { fileId: file.id, sourceUrl: null, filename: file.filename }
}

function nameInUrl(url: string): string {
  const last = new URL(url).pathname.split('/').at(-1) ?? ''
  try {
    return sanitizeFilename(decodeURIComponent(last))
  } catch {
    return sanitizeFilename(last)
  }
}
