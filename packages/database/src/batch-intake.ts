import { newId } from '@nemo-batch/runtime'
import type { Queryable } from './connection.ts'
import { appendEvents } from './event-log.ts'
import { holdFiles } from './file-pages.ts'

export type NewMedia = {
  readonly fileId: string | null
  readonly sourceUrl: string | null
  readonly filename: string | null
}

export type NewJob = {
  readonly reference: string | null
  readonly language: string
  /** 0 low, 1 normal, 2 high */
  readonly priority: 0 | 1 | 2
  readonly output: object
  readonly onSessionLost: 'restart' | 'fail'
  readonly metadata: object
  readonly steps: readonly {
    readonly instruction: string
    readonly render: boolean
    readonly media: readonly NewMedia[]
  }[]
}

export type NewBatch = {
  readonly projectId: string
  readonly accountId: string
  readonly name: string | null
  readonly metadata: object
  readonly jobs: readonly NewJob[]
}

/** A file that a job names was deleted between the check and the creation. */
export class FileGone extends Error {
  readonly code = 'file_gone'
  constructor() {
    super('a file that the batch names was deleted meanwhile')
  }
}

/** So many rows a statement: few round trips, small messages. */
const ROWS_PER_INSERT = 1_000

/**
 * Writes a batch with its jobs, steps, media and first events. Nothing is admitted yet: that is `admitJobs`, after
 * the commit.
 * @throws FileGone
 */
export async function createBatch(tx: Queryable, batch: NewBatch): Promise<{ batchId: string; jobIds: string[] }> {
  const { projectId, accountId, jobs } = batch
  await holdNamedFiles(tx, projectId, jobs)
  const batchId = newId('batch')
  await tx.query(
    `INSERT INTO batches (id, project_id, account_id, name, metadata, queued, last_seq) VALUES ($1, $2, $3, $4, $5, $6, 1)`,
    [batchId, projectId, accountId, batch.name, JSON.stringify(batch.metadata), jobs.length],
  )
  await appendEvents(tx, { projectId, batchId, jobId: null }, 1, [
    { type: 'batch.created', data: { name: batch.name, total: jobs.length } },
  ])
  const jobIds = jobs.map(() => newId('job'))
  for (let from = 0; from < jobs.length; from += ROWS_PER_INSERT) {
    const chunk = jobs.slice(from, from + ROWS_PER_INSERT)
    const ids = jobIds.slice(from, from + ROWS_PER_INSERT)
    await insertJobs(tx, { projectId, batchId, accountId, firstPosition: from, ids, jobs: chunk })
    await insertFirstEvents(tx, { projectId, batchId, ids, jobs: chunk })
    await insertSteps(tx, ids, chunk)
    await insertMedia(tx, ids, chunk)
  }
  return { batchId, jobIds }
}

async function holdNamedFiles(tx: Queryable, projectId: string, jobs: readonly NewJob[]): Promise<void> {
  const named = new Set(
    jobs.flatMap((job) => job.steps.flatMap((step) => step.media.flatMap(({ fileId }) => fileId ?? []))),
  )
  if ((await holdFiles(tx, projectId, [...named])) !== named.size) throw new FileGone()
}

type JobChunk = {
  readonly projectId: string
  readonly batchId: string
  readonly ids: readonly string[]
  readonly jobs: readonly NewJob[]
}

async function insertJobs(
  tx: Queryable,
  { projectId, batchId, accountId, firstPosition, ids, jobs }: JobChunk & { accountId: string; firstPosition: number },
): Promise<void> {
  await tx.query(
    `INSERT INTO jobs (id, project_id, batch_id, account_id, position, reference, priority, language, output, metadata,
       on_session_lost, last_seq)
     SELECT j.id, $1, $2, $3, j.position, j.reference, j.priority, j.language, j.output, j.metadata, j.on_session_lost, 1
     FROM unnest($4::text[], $5::int[], $6::text[], $7::smallint[], $8::text[], $9::jsonb[], $10::jsonb[], $11::text[])
       AS j (id, position, reference, priority, language, output, metadata, on_session_lost)`,
    [
      projectId,
      batchId,
      accountId,
      ids,
      jobs.map((_job, index) => firstPosition + index),
      jobs.map((job) => job.reference),
      jobs.map((job) => job.priority),
      jobs.map((job) => job.language),
      jobs.map((job) => JSON.stringify(job.output)),
      jobs.map((job) => JSON.stringify(job.metadata)),
      jobs.map((job) => job.onSessionLost),
    ],
  )
}

async function insertFirstEvents(tx: Queryable, { projectId, batchId, ids, jobs }: JobChunk): Promise<void> {
  await tx.query(
    `INSERT INTO events (id, project_id, batch_id, job_id, type, seq, data)
     SELECT e.id, $1, $2, e.job_id, 'job.queued', 1, jsonb_build_object('reference', e.reference)
     FROM unnest($3::text[], $4::text[], $5::text[]) WITH ORDINALITY AS e (id, job_id, reference, place) ORDER BY e.place`,
    [projectId, batchId, ids.map(() => newId('evt')), ids, jobs.map((job) => job.reference)],
  )
}

async function insertSteps(tx: Queryable, ids: readonly string[], jobs: readonly NewJob[]): Promise<void> {
  const steps = jobs.flatMap((job, index) =>
    job.steps.map((step, stepIndex) => ({ ...step, jobId: ids[index], stepIndex })),
  )
  await tx.query(
    `INSERT INTO job_steps (job_id, step_index, instruction, render)
     SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::boolean[])`,
    [
      steps.map((step) => step.jobId),
      steps.map((step) => step.stepIndex),
      steps.map((step) => step.instruction),
      steps.map((step) => step.render),
    ],
  )
}

async function insertMedia(tx: Queryable, ids: readonly string[], jobs: readonly NewJob[]): Promise<void> {
  const media = jobs.flatMap((job, index) =>
    job.steps.flatMap((step, stepIndex) =>
      step.media.map((item, position) => ({ ...item, jobId: ids[index], stepIndex, position })),
    ),
  )
  await tx.query(
    `INSERT INTO job_media (job_id, step_index, position, file_id, source_url, filename)
     SELECT * FROM unnest($1::text[], $2::int[], $3::int[], $4::text[], $5::text[], $6::text[])`,
    [
      media.map((item) => item.jobId),
      media.map((item) => item.stepIndex),
      media.map((item) => item.position),
      media.map((item) => item.fileId),
      media.map((item) => item.sourceUrl),
      media.map((item) => item.filename),
    ],
  )
}
