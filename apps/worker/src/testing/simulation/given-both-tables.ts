import { createDatabase, type Database, type Row } from '@nemo-batch/database'
import { createTestDatabase } from '@nemo-batch/testing'
import { givenTables } from './given-tables.ts'
import type { Random } from './random.ts'
import { type JobRow, jobOf, type Tables } from './tables.ts'

/** The same jobs in the simulated tables and in Postgres. */
export type BothTables = {
  readonly db: Database
  readonly tables: Tables
  /** Puts a job's lease, or its wake-up, some seconds into the past. */
  age(jobId: string, what: 'lease' | 'wake'): Promise<void>
  /** What both hold, in one form. */
  rows(): Promise<{ readonly simulated: unknown; readonly postgres: unknown }>
}

const NOW_MS = 1_000_000
const AGE_MS = 10_000

export async function givenPostgres() {
  const server = await createTestDatabase()
  const db = createDatabase({ url: server.url, maxConnections: 2 })
  return {
    givenBoth: (random: Random) => givenBoth(db, random),
    close: async () => {
      await db.close()
      await server.drop()
    },
  }
}

async function givenBoth(db: Database, random: Random): Promise<BothTables> {
  const tables = givenTables(random, () => NOW_MS)
  await db.query('TRUNCATE events, job_media, job_steps, jobs, batches, accounts, files CASCADE')
  await insert(db, tables)
  return {
    db,
    tables,
    async age(jobId, what) {
      const job = jobOf(tables, jobId)
      // what is due for real time stays due for less than a sweep waits
      await db.query('UPDATE jobs SET wake_at = now() WHERE wake_at < now()')
      if (what === 'lease' && job.leaseToken !== null) {
        job.leaseExpiresMs = NOW_MS - AGE_MS
        await db.query(`UPDATE jobs SET lease_expires_at = now() - interval '10 s' WHERE id = $1`, [jobId])
      }
      if (what === 'wake' && job.wakeAtMs !== null) {
        job.wakeAtMs = NOW_MS - AGE_MS
        await db.query(`UPDATE jobs SET wake_at = now() - interval '10 s' WHERE id = $1`, [jobId])
      }
    },
    rows: async () => ({ simulated: simulatedRows(tables), postgres: await postgresRows(db) }),
  }
}

async function insert(db: Database, { account, batches, jobs, steps, media }: Tables): Promise<void> {
  await db.query(`INSERT INTO accounts (id, name, kind, max_active_jobs) VALUES ('acct', 'default', $1, $2)`, [
    account.kind,
    account.maxActiveJobs,
  ])
  for (const { id, counts } of batches.values())
    await db.query(`INSERT INTO batches (id, project_id, account_id, queued) VALUES ($1, 'proj_default', 'acct', $2)`, [
      id,
      counts.queued,
    ])
  for (const job of jobs.values()) await insertJob(db, job)
  for (const step of [...steps.values()].flat())
    await db.query('INSERT INTO job_steps (job_id, step_index, instruction, render) VALUES ($1, $2, $3, $4)', [
      step.jobId,
      step.stepIndex,
      step.instruction,
      step.render,
    ])
  for (const item of [...media.values()].flat())
    await db.query('INSERT INTO job_media (job_id, step_index, position, source_url) VALUES ($1, $2, $3, $4)', [
      item.jobId,
      item.stepIndex,
      item.position,
      item.sourceUrl,
    ])
}

async function insertJob(db: Database, { id, batchId, position, onSessionLost }: JobRow): Promise<void> {
  await db.query(
    `INSERT INTO jobs (id, project_id, batch_id, account_id, position, language, output, on_session_lost, last_seq)
     VALUES ($1, 'proj_default', $2, 'acct', $3, 'en', '{"format":"mp4","quality":"high"}', $4, 1)`,
    [id, batchId, position, onSessionLost],
  )
  await db.query(
    `INSERT INTO events (id, project_id, batch_id, job_id, type, seq) VALUES ($1, 'proj_default', $2, $3, 'job.queued', 1)`,
    [`evt-${id}`, batchId, id],
  )
}

const whenOf = (atMs: number | null): string | null => (atMs === null ? null : atMs <= NOW_MS ? 'due' : 'later')

function simulatedRows({ account, batches, jobs, steps, media, events }: Tables): unknown {
  return {
    account: {
      slots: account.activeJobs,
      blocked: account.blocked?.reason ?? null,
      isChecked: account.checkAtMs !== null,
    },
    batches: [...batches.values()].map(({ id, status, counts, isPaused }) => ({ id, status, ...counts, isPaused })),
    jobs: [...jobs.values()].map((job) => ({
      ...{ id: job.id, status: job.status, stage: job.stage, stepIndex: job.stepIndex, progress: job.progress },
      ...{ tries: job.stageTries, rateTries: job.rateLimitTries, attempts: job.attempts, lease: job.leaseToken },
      ...{ wakeNumber: job.wakeNumber, wakes: whenOf(job.wakeAtMs), lastSeq: job.lastSeq, credits: job.creditsSpent },
      ...{ session: job.sessionId, sessions: job.sessionsOpened, error: job.error?.code ?? null, isEnded: job.isEnded },
      ...{ blocked: job.blocked?.reason ?? null, isCanceled: job.cancelRequestedAt !== null },
      ...{ isStarted: job.attemptStarted, warnings: job.warnings.length },
      events: (events.get(job.id) ?? []).map((event) => `${event.seq} ${event.type}`),
      steps: (steps.get(job.id) ?? []).map((step) => ({
        ...{ status: step.status, isSent: step.sentAt !== null, sends: step.sends, credits: step.credits },
        ...{ before: step.fingerprintBefore, ended: step.streamEnded, reads: step.unchangedReads },
        ...{ render: step.renderId, renders: step.renderNumber, polls: step.renderPolls, fetches: step.fetchTries },
      })),
      media: (media.get(job.id) ?? []).map(({ status, uploadName }) => ({ status, uploadName })),
    })),
  }
}

async function postgresRows(db: Database): Promise<unknown> {
  const all = async (text: string): Promise<Row[]> => (await db.query<Row>(text)).rows
  const [account] = await all(
    `SELECT active_jobs AS slots, blocked->>'reason' AS blocked, check_at IS NOT NULL AS "isChecked" FROM accounts`,
  )
  const batches = await all(
    `SELECT id, status, queued, running, blocked, completed, failed, canceled, paused_at IS NOT NULL AS "isPaused"
     FROM batches ORDER BY id`,
  )
  const jobs = await all(
    `SELECT id, status, stage, step_index AS "stepIndex", progress, stage_tries AS tries, rate_limit_tries AS "rateTries",
       attempts, lease_token AS lease, wake_number AS "wakeNumber",
       CASE WHEN wake_at <= now() THEN 'due' WHEN wake_at IS NOT NULL THEN 'later' END AS wakes,
       last_seq AS "lastSeq", credits_spent AS credits, session_id AS session, sessions_opened AS sessions,
       error->>'code' AS error, completed_at IS NOT NULL AS "isEnded", blocked->>'reason' AS blocked,
       cancel_requested_at IS NOT NULL AS "isCanceled", attempt_started AS "isStarted",
       jsonb_array_length(warnings) AS warnings,
       ARRAY(SELECT e.seq || ' ' || e.type FROM events e WHERE e.job_id = jobs.id ORDER BY e.seq) AS events
     FROM jobs ORDER BY batch_id, position`,
  )
  const steps = await all(
    `SELECT job_id, status, sent_at IS NOT NULL AS "isSent", sends, credits, fingerprint_before AS before,
       stream_ended AS ended, unchanged_reads AS reads, render_id AS render, render_number AS renders,
       render_polls AS polls, fetch_tries AS fetches FROM job_steps ORDER BY job_id, step_index`,
  )
  const media = await all(
    `SELECT job_id, status, upload_name AS "uploadName" FROM job_media ORDER BY job_id, step_index, position`,
  )
  const of = (rows: Row[], jobId: string): Row[] =>
    rows.filter((row) => row.job_id === jobId).map(({ job_id: _jobId, ...row }) => row)
  return {
    account,
    batches,
    jobs: jobs.map((job) => ({ ...job, steps: of(steps, job.id), media: of(media, job.id) })),
  }
}
