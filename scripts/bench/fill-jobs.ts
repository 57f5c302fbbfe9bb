import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Database } from '@nemo-batch/database'

export const JOBS_PER_BATCH = 10_000
export const ACCOUNT = 'acct_bench'

const REPOSITORY = path.resolve(import.meta.dirname, '../..')

/** Words as people write them, with all that makes them alike: those of our own pages. */
export async function ownWords(): Promise<string[]> {
  const pages = (await readdir(path.join(REPOSITORY, 'docs'))).filter((name) => name.endsWith('.md'))
  const texts = await Promise.all(pages.map((name) => readFile(path.join(REPOSITORY, 'docs', name), 'utf8')))
  return [...new Set(texts.join(' ').match(/[A-Za-z]{3,}/g))]
}

/**
 * Batches that have ended, of 10,000 jobs each: references of digits, metadata in two scripts, one job in fifty failed. They ended
 * one after the other over the last thirty days. The
 * jobs of every other batch share one instruction; those of the others have one each, of twenty words, the first ones far
 * more often than the last.
 */
export async function fillJobs(db: Database, jobs: number, onBatch: (batch: number) => void): Promise<void> {
  const words = await ownWords()
  await db.query(
    `INSERT INTO accounts (id, name, kind, client_id, max_active_jobs) VALUES ($1, 'bench', 'anonymous', gen_random_uuid(), 8)`,
    [ACCOUNT],
  )
  for (let batch = 0; batch < jobs / JOBS_PER_BATCH; batch++) {
    const batchId = batchIdOf(batch)
    await db.query(
      `INSERT INTO batches (id, project_id, account_id, name, status, completed, failed, completed_at)
       VALUES ($1, 'proj_default', $2, $3, 'completed', $4, $5, now())`,
      [batchId, ACCOUNT, `Catalogue ${batch}`, JOBS_PER_BATCH * 0.98, JOBS_PER_BATCH * 0.02],
    )
    await db.query(INSERT_JOBS, [batchId, ACCOUNT, batch * JOBS_PER_BATCH, JOBS_PER_BATCH, jobs])
    await db.query(INSERT_STEPS, [batch, words, batch * JOBS_PER_BATCH, JOBS_PER_BATCH])
    await db.query('UPDATE jobs SET credits_spent = 100 WHERE batch_id = $1 AND position < 10', [batchId])
    onBatch(batch)
  }
  await db.query('VACUUM ANALYZE')
}

/** Ids that sort as those of the service do. */
export const batchIdOf = (batch: number): string => `batch_${String(batch).padStart(26, '0')}`
const JOB_ID = `'job_' || lpad(($3::int + i)::text, 26, '0')`

const INSERT_JOBS = `
  INSERT INTO jobs (id, project_id, batch_id, account_id, position, reference, language, output, metadata, status, progress, error,
    started_at, completed_at)
  SELECT ${JOB_ID}, 'proj_default', $1, $2, i, 'SKU-' || (($3::int + i)::bigint * 7919 % 1000003), 'en',
    '{"format":"mp4","quality":"high"}',
    jsonb_build_object('colour', (ARRAY['red', 'blue', 'green', '红色', '连衣裙'])[1 + i % 5], 'season', 'spring'),
    CASE WHEN i % 50 = 0 THEN 'failed' ELSE 'completed' END, CASE WHEN i % 50 = 0 THEN 90 ELSE 100 END,
    CASE WHEN i % 50 = 0 THEN jsonb_build_object('code', (ARRAY['media_unreachable', 'no_change', 'render_failed'])[1 + i % 3],
      'message', 'The address answered with ' || (400 + i % 7), 'stage', 'upload') END,
    ended.at - interval '4 minutes', ended.at
  FROM generate_series(0, $4::int - 1) AS i
  CROSS JOIN LATERAL (SELECT now() - interval '30 days' * (1 - ($3::int + i)::float / $5::int) AS at) ended`

const INSERT_STEPS = `
  INSERT INTO job_steps (job_id, step_index, instruction, render, status)
  SELECT ${JOB_ID}, 0,
    CASE WHEN $1::int % 2 = 0 THEN 'turn these images into a smooth 15-second video for catalogue ' || $1::int
      ELSE own.words || CASE WHEN i % 1000 = 0 THEN ' 模特走秀' ELSE '' END END, true, 'completed'
  FROM generate_series(0, $4::int - 1) AS i
  CROSS JOIN LATERAL (
    SELECT string_agg(($2::text[])[1 + floor(cardinality($2::text[]) * power(random(), 2))::int], ' ') AS words
    FROM generate_series(1, 20 + 0 * i)) own`
