import type { Queryable } from '@nemo-batch/database'
import { newId } from '@nemo-batch/runtime'

export type SeedJob = {
  readonly reference?: string
  readonly priority?: 0 | 1 | 2
  readonly language?: string
  readonly steps?: readonly { readonly instruction: string; readonly render?: boolean }[]
  readonly media?: readonly { readonly fileId?: string; readonly url?: string; readonly stepIndex?: number }[]
}

export type SeededBatch = { readonly batchId: string; readonly accountId: string; readonly jobIds: string[] }

/** An account of its own for a test. */
export async function seedAccount(db: Queryable, maxActiveJobs = 8): Promise<string> {
  const accountId = newId('acct')
  await db.query(
    `INSERT INTO accounts (id, name, kind, client_id, max_active_jobs) VALUES ($1, 'Test', 'anonymous', gen_random_uuid(), $2)`,
    [accountId, maxActiveJobs],
  )
  return accountId
}

/** A batch as the API leaves it behind: rows and first events, nothing admitted yet. */
export async function seedBatch(db: Queryable, accountId: string, jobs: readonly SeedJob[]): Promise<SeededBatch> {
  const batchId = newId('batch')
  await db.query(
    `INSERT INTO batches (id, project_id, account_id, name, last_seq) VALUES ($1, 'proj_default', $2, 'test', 1)`,
    [batchId, accountId],
  )
  await db.query(
    `INSERT INTO events (id, project_id, batch_id, type, seq) VALUES ($1, 'proj_default', $2, 'batch.created', 1)`,
    [newId('evt'), batchId],
  )
  const jobIds: string[] = []
  for (const [position, job] of jobs.entries()) jobIds.push(await seedJob(db, { batchId, accountId, position, job }))
  // in the account's turn: an admission under way would number its own events in front of the first ones
  await db.query(
    `WITH turn AS MATERIALIZED (SELECT pg_advisory_xact_lock(hashtextextended($2, 0)))
     UPDATE batches SET queued = $3 FROM turn WHERE id = $1`,
    [batchId, accountId, jobs.length],
  )
  return { batchId, accountId, jobIds }
}

async function seedJob(
  db: Queryable,
  seed: { batchId: string; accountId: string; position: number; job: SeedJob },
): Promise<string> {
  const { batchId, accountId, position, job } = seed
  const jobId = newId('job')
  await db.query(
    `INSERT INTO jobs (id, project_id, batch_id, account_id, position, reference, priority, language, output, last_seq)
     VALUES ($1, 'proj_default', $2, $3, $4, $5, $6, $7, '{"format":"mp4","quality":"high"}', 1)`,
    [jobId, batchId, accountId, position, job.reference ?? null, job.priority ?? 1, job.language ?? 'en'],
  )
  await db.query(
    `INSERT INTO events (id, project_id, batch_id, job_id, type, seq) VALUES ($1, 'proj_default', $2, $3, 'job.queued', 1)`,
    [newId('evt'), batchId, jobId],
  )
  for (const [stepIndex, step] of (job.steps ?? [{ instruction: 'make a 3-second video' }]).entries())
    await db.query('INSERT INTO job_steps (job_id, step_index, instruction, render) VALUES ($1, $2, $3, $4)', [
      jobId,
      stepIndex,
      step.instruction,
      step.render ?? true,
    ])
  for (const [index, item] of (job.media ?? []).entries())
    await db.query(
      'INSERT INTO job_media (job_id, step_index, position, file_id, source_url) VALUES ($1, $2, $3, $4, $5)',
      [jobId, item.stepIndex ?? 0, index, item.fileId ?? null, item.url ?? null],
    )
  return jobId
}
