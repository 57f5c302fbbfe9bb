import { newId } from '@nemo-batch/runtime'
import type { Queryable } from './connection.ts'
import { holdFiles } from './file-pages.ts'

export type NewMedia = {
  readonly fileId: string | null
  readonly sourceUrl: string | null
  readonly filename: string | null
}

export type NewStep = {
  readonly instruction: string
  readonly render: boolean
  readonly media: readonly NewMedia[]
}

export type NewJob = {
  readonly reference: string | null
  readonly language: string
  /** 0 low, 1 normal, 2 high */
  readonly priority: 0 | 1 | 2
  readonly output: object
  readonly onSessionLost: 'restart' | 'fail'
  readonly metadata: object
  readonly steps: readonly NewStep[]
}

/** A file that a step names was deleted between the check and the creation. */
export class FileGone extends Error {
  readonly code = 'file_gone'
  constructor() {
    super('a file that a step names was deleted meanwhile')
  }
}

/** So many rows a statement: few round trips, small messages. */
const JOBS_PER_INSERT = 1_000

/** The same jobs in chunks of a size that is good to write. */
export async function* inInserts(chunks: AsyncIterable<readonly NewJob[]>): AsyncGenerator<readonly NewJob[]> {
  for await (const chunk of chunks)
    for (let from = 0; from < chunk.length; from += JOBS_PER_INSERT) yield chunk.slice(from, from + JOBS_PER_INSERT)
}

/** Which batch jobs are written into; the first of them at `firstPosition`. */
export type JobsPlace = {
  readonly projectId: string
  readonly batchId: string
  readonly accountId: string
  readonly firstPosition: number
}

/**
 * Writes jobs with their steps, media and first events. They are not counted yet.
 * @returns the id of the first one
 * @throws FileGone
 */
export async function insertJobs(tx: Queryable, place: JobsPlace, jobs: readonly NewJob[]): Promise<string | null> {
  await holdNamedFiles(
    tx,
    place.projectId,
    jobs.flatMap((job) => job.steps),
  )
  const ids = jobs.map(() => newId('job'))
  await insertJobRows(tx, place, ids, jobs)
  await insertFirstEvents(tx, place, ids, jobs)
  const steps = jobs.flatMap((job, index) => placeSteps(ids[index] ?? '', 0, job.steps))
  await insertSteps(tx, steps)
  return ids[0] ?? null
}

/** Keeps the files that steps name from being deleted until the transaction ends. @throws FileGone */
export async function holdNamedFiles(tx: Queryable, projectId: string, steps: readonly NewStep[]): Promise<void> {
  const named = new Set(steps.flatMap((step) => step.media.flatMap(({ fileId }) => fileId ?? [])))
  if ((await holdFiles(tx, projectId, [...named])) !== named.size) throw new FileGone()
}

async function insertJobRows(
  tx: Queryable,
  { projectId, batchId, accountId, firstPosition }: JobsPlace,
  ids: readonly string[],
  jobs: readonly NewJob[],
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

async function insertFirstEvents(
  tx: Queryable,
  { projectId, batchId }: JobsPlace,
  ids: readonly string[],
  jobs: readonly NewJob[],
): Promise<void> {
  await tx.query(
    `INSERT INTO events (id, project_id, batch_id, job_id, type, seq, data)
     SELECT e.id, $1, $2, e.job_id, 'job.queued', 1, jsonb_build_object('reference', e.reference)
     FROM unnest($3::text[], $4::text[], $5::text[]) WITH ORDINALITY AS e (id, job_id, reference, place) ORDER BY e.place`,
    [projectId, batchId, ids.map(() => newId('evt')), ids, jobs.map((job) => job.reference)],
  )
}

type PlacedStep = NewStep & { readonly jobId: string; readonly stepIndex: number }

/** The steps of one job, the first of them at `firstIndex`. */
export const placeSteps = (jobId: string, firstIndex: number, steps: readonly NewStep[]): PlacedStep[] =>
  steps.map((step, index) => ({ ...step, jobId, stepIndex: firstIndex + index }))

/** Writes steps with their media. */
export async function insertSteps(tx: Queryable, steps: readonly PlacedStep[]): Promise<void> {
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
  await insertMedia(tx, steps)
}

async function insertMedia(tx: Queryable, steps: readonly PlacedStep[]): Promise<void> {
  const media = steps.flatMap(({ jobId, stepIndex, media: brought }) =>
    brought.map((item, position) => ({ ...item, jobId, stepIndex, position })),
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
