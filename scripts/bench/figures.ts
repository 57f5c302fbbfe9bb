import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import path from 'node:path'
import { bucketsOf, createDatabase, type Database, type JobRowsRequest, openProject } from '@nemo-batch/database'
import { startEmbeddedPostgres } from '@nemo-batch/database/embedded'
import { applyMigrations } from '@nemo-batch/database/migrate'
import { batchIdOf, fillJobs, JOBS_PER_BATCH } from './fill-jobs.ts'

/** `npm run bench:figures [jobs]`: what a dashboard reads, and acts on many jobs, in a table of a million. */
const JOBS = Number(process.argv[2] ?? 1_000_000)
const TURNS = 100
const DAY_MS = 86_400_000

/** The jobs of one are in all states; all of the other have failed. */
const MIXED = batchIdOf(Math.floor(JOBS / JOBS_PER_BATCH / 2))
const FAILED = batchIdOf(1)

const ROWS: readonly Partial<JobRowsRequest>[] = [
  ...(['attention', 'position'] as const).flatMap((order) =>
    [0, 2_500, 5_000, 9_900].map((offset) => ({ order, offset })),
  ),
  { limit: 200, offset: 9_800 },
  { status: 'completed', offset: 1_500 },
  { status: 'completed', order: 'position', offset: 1_500 },
  { errorCode: 'no_change' },
  { text: 'SKU-123456' },
  { text: 'spring', offset: 5_000 },
  { text: 'answered with 404' },
  { text: 'spring', status: 'failed', order: 'position' },
  { text: 'nonexistent' },
]

async function main(): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'nemo-batch-bench-'))
  const server = await startEmbeddedPostgres({ dataDir: folder, isDurable: false })
  try {
    await applyMigrations({ url: server.url })
    const db = createDatabase({ url: server.url })
    console.log(`${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, ${JOBS} jobs`)
    await fillJobs(db, JOBS, (batch) => process.stdout.write(`\rfilled ${(batch + 1) * JOBS_PER_BATCH}`))
    console.log()
    await tellOfJobs(db)
    await mixStates(db)
    await measure(db)
    await db.close()
  } finally {
    await server.stop()
    for (const used of [server.home, folder]) await rm(used, { recursive: true, force: true })
  }
}

/** Events of all failures, and of each job that ended within two days. */
export async function tellOfJobs(db: Database): Promise<void> {
  await db.query(
    `INSERT INTO events (id, project_id, batch_id, job_id, type, seq, data, created_at)
     SELECT 'evt_f' || substr(id, 6), project_id, batch_id, id, 'job.failed', 99, jsonb_build_object('error', error), completed_at
     FROM jobs WHERE status = 'failed'`,
  )
  await db.query(
    `INSERT INTO events (id, project_id, batch_id, job_id, type, seq, data, created_at)
     SELECT 'evt_' || e.seq || substr(j.id, 6), j.project_id, j.batch_id, j.id, e.type, e.seq, jsonb_build_object('stage', e.stage),
       j.started_at + e.seq * random() * interval '20 s'
     FROM jobs j CROSS JOIN (VALUES (1, 'job.queued', NULL), (2, 'job.started', NULL), (3, 'job.stage', 'upload'),
       (4, 'job.progress', 'upload'), (5, 'job.stage', 'instruct'), (6, 'job.message', NULL), (7, 'job.stage', 'verify'),
       (8, 'job.stage', 'render'), (9, 'job.progress', 'render'), (10, 'job.stage', 'fetch'), (11, 'job.completed', NULL)) AS e (seq, type, stage)
     WHERE j.completed_at > now() - interval '2 days' AND j.status = 'completed'`,
  )
}

/** A batch with photos that is at work, and one of failures. */
export async function mixStates(db: Database): Promise<void> {
  await db.query(
    `INSERT INTO files (id, project_id, filename, content_type, size_bytes, sha256, purpose, storage_key)
     SELECT 'file_' || substr(id, 5), project_id, 'a.jpg', 'image/jpeg', 1, '', 'media', id FROM jobs WHERE batch_id = $1`,
    [MIXED],
  )
  await db.query(
    `INSERT INTO job_media (job_id, step_index, position, file_id)
     SELECT j.id, 0, place, 'file_' || substr(j.id, 5) FROM jobs j, generate_series(0, 4) AS place WHERE j.batch_id = $1`,
    [MIXED],
  )
  const states = `ARRAY['failed', 'blocked', 'running', 'queued', 'completed', 'canceled']`
  await db.query(
    `UPDATE jobs SET status = (${states})[1 + position % 6], progress = CASE position % 6 WHEN 4 THEN 100 ELSE 0 END,
       completed_at = CASE WHEN position % 6 IN (0, 4, 5) THEN now() - random() * interval '1 hour' END,
       error = CASE position % 6 WHEN 0 THEN jsonb_build_object('code', 'no_change', 'message', 'Nothing changed') END
     WHERE batch_id = $1`,
    [MIXED],
  )
  await db.query(
    `UPDATE jobs SET status = 'failed', progress = 0, error = '{"code":"internal","message":"m"}' WHERE batch_id = $1`,
    [FAILED],
  )
  for (const status of ['queued', 'running', 'blocked', 'completed', 'failed', 'canceled'])
    await db.query(
      `UPDATE batches SET ${status} = (SELECT count(*) FROM jobs WHERE batch_id = id AND status = $3) WHERE id IN ($1, $2)`.replace(
        'batch_id = id',
        'batch_id = batches.id',
      ),
      [MIXED, FAILED, status],
    )
  await db.query(
    `UPDATE batches SET status = 'running', started_at = now() - interval '1 hour', completed_at = NULL WHERE id = $1`,
    [MIXED],
  )
  await db.query('VACUUM ANALYZE')
}

export async function measure(db: Database): Promise<void> {
  const project = openProject(db, 'proj_default')
  for (const some of ROWS) {
    const request = { order: 'attention', offset: 0, limit: 100, ...some } as const
    await time(`rows ${JSON.stringify(some)}`, async () => {
      const page = await project.readJobRows(MIXED, request)
      return `${page?.rows.length} of ${page?.total}`
    })
  }
  for (const days of [1, 30, 90]) {
    const span = { from: new Date(Date.now() - days * DAY_MS), to: new Date() }
    await time(`stats of ${days} d`, async () => {
      const { throughput, stages } = await project.readStats(bucketsOf(span))
      return `${throughput.length} intervals, ${stages.length} stages`
    })
    await time(`error groups of ${days} d`, async () => `${(await project.readErrorGroups(span)).groups.length} groups`)
  }
  await time('stats of a batch', async () => `${(await project.readBatchStats(MIXED))?.failures.length} codes`)
  await act(`retry of a batch's failed jobs`, () => project.actOnMany('retry', { by: 'batch', batchId: FAILED }))
  await act('cancel of a batch', () => project.actOnMany('cancel', { by: 'batch', batchId: FAILED }))
}

async function time(name: string, read: () => Promise<string>): Promise<void> {
  const found = await read()
  const times: number[] = []
  for (let turn = 0; turn < TURNS; turn++) {
    const start = performance.now()
    await read()
    times.push(performance.now() - start)
  }
  times.sort((one, other) => one - other)
  const at = (share: number): string => (times[Math.ceil(share * TURNS) - 1] ?? 0).toFixed(1).padStart(7)
  console.log(`p50 ${at(0.5)} ms  p95 ${at(0.95)} ms  p99 ${at(0.99)} ms  ${name}: ${found}`)
}

async function act(name: string, work: () => Promise<{ readonly jobs: number } | null>): Promise<void> {
  const start = performance.now()
  const done = await work()
  console.log(`${((performance.now() - start) / 1_000).toFixed(2)} s  ${name}: ${done?.jobs} jobs`)
}

if (import.meta.main) await main()
