import { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { FileGone, type NewJob, type NewMedia, type StoredFile } from '@nemo-batch/database'
import { type StagedFile, type Storage, StorageError } from '@nemo-batch/storage'
import { SPOOL_BYTES } from '../limits.ts'
import { ApiProblem } from '../problems.ts'
import type { PlannedMedia } from './check-media.ts'
import { readChunks } from './forms/utf8.ts'

/** A checked job, ready to be written but for the ids of files that were sent along with it. */
export type SpooledJob = Omit<NewJob, 'steps'> & {
  readonly steps: readonly (Omit<NewJob['steps'][number], 'media'> & { readonly media: readonly PlannedMedia[] })[]
}

/** Writes jobs to local disk, a line each, as they come. @throws ApiProblem `body_too_large` */
export async function spoolJobs(storage: Storage, chunks: AsyncIterable<readonly SpooledJob[]>): Promise<StagedFile> {
  async function* lines() {
    // a file that is staged is never empty, but a batch may be
    yield '\n'
    for await (const jobs of chunks) if (jobs.length > 0) yield jobs.map((job) => `${JSON.stringify(job)}\n`).join('')
  }
  try {
    return await storage.stage(Readable.from(lines(), { highWaterMark: 1 }), { maxBytes: SPOOL_BYTES })
  } catch (error) {
    if (error instanceof StorageError && error.code === 'file_too_large')
      throw new ApiProblem('body_too_large', 'With its defaults spelt out, the batch is too large')
    throw error
  }
}

/** Good to write in one statement, and little enough to be garbage soon. */
const JOBS_PER_CHUNK = 250
const CHARS_PER_CHUNK = 256 * 1024

/** @param sent the files that came along, kept by now. @throws FileGone */
export async function* readSpool(path: string, sent: readonly StoredFile[]): AsyncGenerator<readonly NewJob[]> {
  let rest = ''
  let jobs: NewJob[] = []
  let chars = 0
  const decoder = new StringDecoder('utf8')
  for await (const chunk of readChunks(path)) {
    const lines = (rest + decoder.write(chunk)).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (line === '') continue
      jobs.push(withFiles(JSON.parse(line), sent))
      chars += line.length
      if (jobs.length < JOBS_PER_CHUNK && chars < CHARS_PER_CHUNK) continue
      yield jobs
      jobs = []
      chars = 0
    }
  }
  if (jobs.length > 0) yield jobs
}

const withFiles = (job: SpooledJob, sent: readonly StoredFile[]): NewJob => ({
  ...job,
  steps: job.steps.map((step) => ({ ...step, media: step.media.map((media) => withFile(media, sent)) })),
})

function withFile(media: PlannedMedia, sent: readonly StoredFile[]): NewMedia {
  if (!('upload' in media)) return media
  const file = sent[media.upload]
  if (file === undefined) throw new FileGone()
  return { fileId: file.id, sourceUrl: null, filename: file.filename }
}
