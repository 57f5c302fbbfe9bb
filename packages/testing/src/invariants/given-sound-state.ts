import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Client } from 'pg'
import { checkInvariants, type InvariantOptions } from '../check-invariants.ts'
import { createTestDatabase } from '../postgres.ts'
import { seedAccount, seedBatch } from '../seed-batch.ts'
import type { ProviderCall } from './provider-calls.ts'

const VIDEO = 'video of 2000 ms'

export type SoundState = Awaited<ReturnType<typeof givenSoundState>>

/**
 * One job of each kind whose rows, events, counts, video and calls agree: completed after two sessions and a step
 * without a render, failed twice, canceled, blocked and, in a batch of its own, running. The batch that has ended has an
 * endpoint of its own.
 */
export async function givenSoundState() {
  const database = await createTestDatabase()
  const folder = await mkdtemp(path.join(tmpdir(), 'nemo-batch-invariants-'))
  const client = new Client({ connectionString: database.url })
  await client.connect()
  const db: InvariantOptions['db'] = { query: (text, values) => client.query(text, values) }
  const run = async (sql: string, ...values: unknown[]): Promise<void> => void (await db.query(sql, values))

  async function tellJob(jobId: string, type: string, data: object = {}): Promise<void> {
    await run(
      `WITH told AS (UPDATE jobs SET last_seq = last_seq + 1 WHERE id = $1 RETURNING project_id, batch_id, last_seq)
       INSERT INTO events (id, project_id, batch_id, job_id, type, seq, data)
       SELECT gen_random_uuid(), project_id, batch_id, $1, $2, last_seq, $3 FROM told`,
      jobId,
      type,
      JSON.stringify(data),
    )
  }
  async function tellBatch(batchId: string, type: string): Promise<void> {
    await run(
      `WITH told AS (UPDATE batches SET last_seq = last_seq + 1 WHERE id = $1 RETURNING project_id, last_seq)
       INSERT INTO events (id, project_id, batch_id, type, seq)
       SELECT gen_random_uuid(), project_id, $1, $2, last_seq FROM told`,
      batchId,
      type,
    )
  }

  const accountId = await seedAccount(db)
  const ended = await seedBatch(db, accountId, [
    {
      steps: [
        { instruction: 'cut it to 2 seconds [[sandbox:session_lost=1]]', render: false },
        { instruction: 'add music' },
      ],
    },
    {},
    {},
  ])
  const open = await seedBatch(db, accountId, [{}, {}])
  const endpoint = 'whe_1'
  await run(
    `INSERT INTO webhook_endpoints (id, project_id, batch_id, url)
     SELECT $1, project_id, id, 'https://shop.example/hooks' FROM batches WHERE id = $2`,
    endpoint,
    ended.batchId,
  )
  await run(`INSERT INTO webhook_secrets (endpoint_id, sealed) VALUES ($1, 'v1.sealed')`, endpoint)
  const [completed = '', failed = '', canceled = ''] = ended.jobIds
  const [blocked = '', running = ''] = open.jobIds
  const calls: ProviderCall[] = []
  const messages: Record<string, number> = {}
  const call = (name: string, sessionId: string, detail: object, status = 200, fault: string | null = null): void => {
    calls.push({ seq: calls.length + 1, call: name, session_id: sessionId, detail: { ...detail }, status, fault })
  }
  const message = (sessionId: string, text: string): void => {
    call('message', sessionId, { text, cost: 50 })
    messages[sessionId] = (messages[sessionId] ?? 0) + 1
  }

  for (const jobId of [completed, failed, canceled, running]) await tellJob(jobId, 'job.started', { attempt: 1 })
  await tellBatch(ended.batchId, 'batch.started')
  await tellBatch(open.batchId, 'batch.started')

  message('lost', 'cut it to 2 seconds')
  message('kept', 'cut it to 2 seconds')
  call('message', 'kept', { text: 'add music', code: 429 }, 429)
  message('kept', 'add music')
  await tellJob(completed, 'job.completed')
  await run(
    `UPDATE jobs SET status = 'completed', progress = 100, stage = 'fetch', attempts = 1, sessions_opened = 2,
       session_id = 'kept', claim_url = 'https://nemovideo.com/workspace/claim?ct=clm_1', completed_at = now() WHERE id = $1`,
    completed,
  )
  await writeFile(path.join(folder, 'one'), VIDEO)
  await run(
    `INSERT INTO files (id, project_id, filename, content_type, size_bytes, sha256, duration_ms, purpose, storage_key)
     VALUES ('file_one', 'proj_default', 'one.mp4', 'video/mp4', $1, $2, 2000, 'video', 'one')`,
    VIDEO.length,
    createHash('sha256').update(VIDEO).digest('hex'),
  )
  await run(`UPDATE job_steps SET video_file_id = 'file_one' WHERE job_id = $1 AND step_index = 1`, completed)

  const error = { code: 'no_change', message: 'nothing changed' }
  message('twice', 'make a 3-second video')
  await tellJob(failed, 'job.failed', { error: { code: 'outcome_unknown' } })
  await tellJob(failed, 'job.queued')
  await tellJob(failed, 'job.started', { attempt: 2 })
  message('twice', 'make a 3-second video')
  await tellJob(failed, 'job.failed', { error })
  await run(
    `UPDATE jobs SET status = 'failed', stage = 'verify', attempts = 2, sessions_opened = 1, session_id = 'twice',
       error = $2, completed_at = now() WHERE id = $1`,
    failed,
    JSON.stringify(error),
  )

  await tellJob(canceled, 'job.canceled')
  await run(`UPDATE jobs SET status = 'canceled', stage = 'session', completed_at = now() WHERE id = $1`, canceled)
  await run(
    `UPDATE batches SET status = 'completed', completed_at = now(), queued = 0, completed = 1, failed = 1, canceled = 1
     WHERE id = $1`,
    ended.batchId,
  )
  await tellBatch(ended.batchId, 'batch.completed')

  // of the four deliveries, the first has arrived and the second was given up
  await run(
    `WITH sent AS (
       UPDATE webhook_deliveries SET attempts = 1, status = CASE WHEN type = 'job.completed' THEN 'succeeded' ELSE 'failed' END,
         next_attempt_at = NULL, ended_at = now()
       WHERE type IN ('job.completed', 'job.canceled') RETURNING id, endpoint_id, type)
     INSERT INTO webhook_attempts (delivery_id, number, endpoint_id, attempted_at, status_code, error, duration_ms)
     SELECT id, 1, endpoint_id, now(), CASE WHEN type = 'job.completed' THEN 200 END,
       CASE WHEN type = 'job.canceled' THEN 'no answer' END, 20 FROM sent`,
  )

  const reason = { reason: 'credits_exhausted', message: 'out of credits', action_url: null }
  await tellJob(blocked, 'job.blocked', reason)
  await run(`UPDATE jobs SET status = 'blocked', blocked = $2 WHERE id = $1`, blocked, JSON.stringify(reason))
  await run(
    `UPDATE jobs SET status = 'running', stage = 'render', attempts = 1, sessions_opened = 1, session_id = 'rendering',
       wake_at = now() WHERE id = $1`,
    running,
  )
  message('rendering', 'make a 3-second video')
  call('render_submit', 'rendering', { id: 'render_1' })
  await run(`UPDATE batches SET status = 'running', queued = 0, blocked = 1, running = 1 WHERE id = $1`, open.batchId)
  await run('UPDATE accounts SET active_jobs = 1 WHERE id = $1', accountId)

  const inspect = async (file: string) => {
    const durationMs = /^video of (\d+) ms$/.exec(await readFile(file, 'utf8'))?.[1]
    if (durationMs === undefined) throw new Error('it is not an MP4')
    return { durationMs: Number(durationMs) }
  }
  const faults = { count: 0 }
  const log = { calls: calls.length, messages: { ...messages } }
  const storeVideo = (content: string): Promise<void> => writeFile(path.join(folder, 'one'), content)
  return {
    ids: {
      accountId,
      completed,
      failed,
      canceled,
      blocked,
      running,
      batch: ended.batchId,
      openBatch: open.batchId,
      endpoint,
    },
    run,
    message,
    call,
    faults,
    messages,
    storeVideo,
    removeVideo: () => rm(path.join(folder, 'one')),
    check: (allow: InvariantOptions['allow'] = { unfinished: true }) =>
      checkInvariants({
        db,
        provider: { log: { counters: () => ({ messages, faults: faults.count }), entries: () => calls } },
        storage: { folder, inspect },
        allow,
      }),
    options: { db, allow: { unfinished: true } },
    /** What is broken from here on is mended by `mend`. */
    harm: () => run('BEGIN'),
    mend: async (): Promise<void> => {
      await run('ROLLBACK')
      await storeVideo(VIDEO)
      calls.length = log.calls
      for (const sessionId of Object.keys(messages)) delete messages[sessionId]
      Object.assign(messages, log.messages)
      faults.count = 0
    },
    close: async () => {
      await client.end()
      await database.drop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
