import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { ensureDefaultAccount, type Row } from '@nemo-batch/database'
import type { Sandbox, SandboxLog } from '@nemo-batch/sandbox'
import { inspectMp4 } from '@nemo-batch/storage'
import { expectInvariants, type ProviderLog, type QueueBackend, waitFor } from '@nemo-batch/testing'
import type { DoomedWorker } from './failpoint-worker.fixture.ts'
import { givenPipeline, type Pipeline } from './given-pipeline.ts'

const PROCESS = path.resolve(import.meta.dirname, 'failpoint-worker.fixture.ts')
/** What a worker passes last of all. */
const JOB_ENDED = /^database:admitJobs:after@(completed|failed)$/
const DEATH_WITHIN_MS = 120_000

/** In the form of the sandbox's log. */
type JobCalls = Omit<ProviderLog, 'counters'> & Pick<SandboxLog, 'counters'>

/** A job on a database and a queue of its own, on which nobody works until a worker is started. */
export type JobAlone = Pipeline & {
  readonly jobId: string
  /** What a dead worker held runs out, and what it did not wake is overdue, without anybody waiting for it. */
  letAMinuteGoBy(): Promise<void>
  /** What the provider saw of this job. */
  calls(): Promise<JobCalls>
  checkInvariants(): Promise<void>
}

export type Death = {
  readonly signal: NodeJS.Signals | null
  /** The points that were passed; the one where it died comes last. */
  readonly passed: readonly string[]
  readonly stderr: string
}

export async function givenJobAlone(
  backend: QueueBackend,
  sandbox: Sandbox,
  instructions: readonly string[],
): Promise<JobAlone> {
  const pipeline = await givenPipeline({
    backend,
    sharedSandbox: sandbox,
    // an edit goes on when its worker is dead
    env: { NEMO_RECOVERY_MAX_READS: '10' },
  })
  await givenAccount(pipeline)
  const media = [{ fileId: await pipeline.photo('rocket.jpg') }, { fileId: await pipeline.photo('coins.jpg') }]
  const { jobIds } = await pipeline.submit([{ media, steps: instructions.map((instruction) => ({ instruction })) }])
  const calls = async () => callsOf(sandbox.log, await userOf(pipeline))
  return {
    ...pipeline,
    jobId: jobIds[0] ?? '',
    calls,
    letAMinuteGoBy: () => letAMinuteGoBy(pipeline),
    checkInvariants: async () =>
      expectInvariants({
        db: pipeline.db,
        provider: { log: await calls() },
        storage: { folder: path.join(pipeline.dataDir, 'files'), inspect: inspectMp4 },
      }),
  }
}

/** As an earlier start of a worker has left it, so that the job waits before the first worker comes. */
const givenAccount = ({ db, env }: Pipeline): Promise<unknown> =>
  db.transaction((tx) =>
    ensureDefaultAccount(tx, {
      kind: 'anonymous',
      clientId: env.NEMO_CLIENT_ID ?? null,
      tokenSealed: null,
      isSameToken: () => true,
      maxActiveJobs: 8,
    }),
  )

async function letAMinuteGoBy({ db }: Pipeline): Promise<void> {
  await db.query(
    `UPDATE jobs SET lease_expires_at = lease_expires_at - interval '1 minute', wake_at = wake_at - interval '1 minute'`,
  )
  await db.query(`UPDATE accounts SET token_lease_until = token_lease_until - interval '1 minute'`)
}

/**
 * Starts a worker for each job, all in one process, and kills that by SIGKILL when each stands at its failpoint, or has
 * brought its job to the end.
 */
export async function killTogether(
  doomed: readonly { readonly job: JobAlone; readonly failpoint: string | null }[],
): Promise<Death[]> {
  const workers = doomed.map(({ job, failpoint }): DoomedWorker => ({ env: job.env, failpoint }))
  const child = spawn(process.execPath, [PROCESS], {
    env: { ...process.env, DOOMED_WORKERS: JSON.stringify(workers) },
    // without its parent it ends
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  if (child.stdout === null || child.stderr === null) throw new Error('the workers have no output')
  const closed = Promise.all([once(child, 'close'), text(child.stderr)])
  const passed = doomed.map((): string[] => [])
  createInterface({ input: child.stdout }).on('line', (line) => {
    const [number, point = ''] = line.split(' ')
    passed[Number(number)]?.push(point)
  })
  const isOver = (points: readonly string[], number: number): boolean => {
    const last = points.at(-1) ?? ''
    return last === doomed[number]?.failpoint || JOB_ENDED.test(last)
  }
  await waitFor(() => child.exitCode !== null || passed.every(isOver), { timeoutMs: DEATH_WITHIN_MS }).catch(
    () => undefined,
  )
  child.kill('SIGKILL')
  const [[, signal], stderr] = await closed
  return passed.map((points) => ({ signal, passed: points, stderr }))
}

async function userOf({ one }: Pipeline): Promise<string | null> {
  return (await one<Row & { user_id: string | null }>('SELECT user_id FROM accounts')).user_id
}

/** The provider's log as if it had served but this user. */
function callsOf(log: SandboxLog, userId: string | null): JobCalls {
  const entries = () => log.entries().filter((entry) => entry.user_id === userId)
  const counters = () => {
    const sessions = new Set(entries().map((entry) => entry.session_id))
    const ofSessions = (counts: Readonly<Record<string, number>>) =>
      Object.fromEntries(Object.entries(counts).filter(([sessionId]) => sessions.has(sessionId)))
    const all = log.counters()
    return {
      ...all,
      messages: ofSessions(all.messages),
      renders: ofSessions(all.renders),
      faults: entries().filter((entry) => entry.fault !== null).length,
    }
  }
  return { entries, counters }
}
