import * as database from '@nemo-batch/database'
import { block, done, fail, goto, retry, throttle, wait } from '@nemo-batch/domain'
import { decideMove, planOf } from '../../flow/decide-move.ts'
import type { BothTables } from './given-both-tables.ts'
import type { Random } from './random.ts'
import { cancelJob, resumeAccount, retryJob, setPaused } from './table-acts.ts'
import { createTableMoves } from './table-moves.ts'
import * as sweeps from './table-sweeps.ts'
import { jobOf } from './tables.ts'

const LEASE_MS = 600_000
const HOUR_MS = 3_600_000
const PROJECT = 'proj_default'

/** What one act answered in both worlds. */
type Answers = { readonly act: string; readonly simulated: unknown; readonly postgres: unknown }

/** Acts of workers, sweeps and callers, in any order, each done to the simulated tables and to Postgres alike. */
export function createRandomActs({ db, tables, age }: BothTables, random: Random): () => Promise<Answers> {
  const project = database.openProject(db, PROJECT)
  const moves = createTableMoves(tables)
  const leases: database.Lease[] = []
  const jobIds = [...tables.jobs.keys()] as [string, ...string[]]

  async function both(act: string, simulated: () => unknown, postgres: () => Promise<unknown>): Promise<Answers> {
    return { act, simulated: await orError(async () => simulated()), postgres: await orError(postgres) }
  }

  const wakeUps = (pending: readonly database.PendingWakeUp[]): string[] =>
    pending.map(({ jobId, wakeNumber }) => `${jobId}-${wakeNumber}`).sort()

  function claim(jobId: string): Promise<Answers> {
    const token = `lease-${leases.length}`
    leases.push({
      job: { id: jobId, projectId: PROJECT, batchId: jobOf(tables, jobId).batchId, accountId: 'acct' },
      token,
      leaseMs: LEASE_MS,
    })
    const told = (job: database.ClaimedJob | null) => job && { isPaused: job.isPaused, stage: job.stage }
    return both(
      `claim ${jobId}`,
      () => told(moves.claim(jobId, token, LEASE_MS)),
      async () => told(await database.claimJob(db, { jobId, leaseToken: token, leaseMs: LEASE_MS })),
    )
  }

  function record(lease: database.Lease): Promise<Answers> {
    const { stepIndex } = jobOf(tables, lease.job.id)
    const what = random.pick<database.JobRecord>([
      { job: { sessionId: 'session', sessionsOpened: 1 } },
      { step: { status: 'running', sentAt: new Date(), sends: 1, fingerprintBefore: 'empty' } },
      { step: { renderId: 'render', renderNumber: 1, renderPolls: 3, fetchTries: 1 } },
      { step: { streamEnded: 'broken', unchangedReads: 2, credits: 50 }, job: { creditsSpent: 50 } },
      { media: [{ stepIndex, position: 0, status: 'uploading', uploadName: '01-photo.jpg' }] },
      { events: [{ type: 'job.progress' }, { type: 'job.message' }] },
    ])
    return both(
      `record ${JSON.stringify(what)}`,
      () => moves.record(lease, stepIndex, what),
      () => database.recordJob(db, lease, stepIndex, what),
    )
  }

  function move(lease: database.Lease): Promise<Answers> {
    const job = jobOf(tables, lease.job.id)
    const stage = job.stage ?? 'session'
    const failure = (code: Parameters<typeof fail>[0]['code']) => ({ code, message: code, billed: false })
    const decision = random.pick<Parameters<typeof decideMove>[0]>([
      ...([done(), done(), done(), done(), done(), done(), done(), done()] as const),
      ...([wait(0), wait(HOUR_MS), goto('verify', HOUR_MS), goto('session'), throttle(HOUR_MS)] as const),
      ...([{ kind: 'hold', delayMs: 0 }, { kind: 'park' }, retry(failure('internal'), 0)] as const),
      ...([fail(failure('session_lost')), fail(failure('no_change')), fail(failure('empty_draft'))] as const),
      ...([fail(failure('render_failed')), fail(failure('render_timeout')), fail(failure('internal'))] as const),
      ...([block('credits_exhausted', 'empty', null), block('plan_required', 'plan', null)] as const),
    ])
    const parts = moves.parts(job.id)
    const decided = decideMove(decision, {
      ...{ job, at: { stage, stepIndex: job.stepIndex }, progressWithin: 0.5, balanceCheckMs: HOUR_MS, isPaid: true },
      steps: planOf(parts.steps, new Set(parts.media.map((item) => item.stepIndex))),
      random: 0,
    })
    const at = { status: 'running' as const, stepIndex: job.stepIndex }
    const failed: database.JobRecord =
      decision.kind === 'fail' ? { media: [{ stepIndex: job.stepIndex, position: 0, status: 'failed' }] } : {}
    const written = { ...failed, events: decided.events }
    const told = ({ wakeUp, ...moved }: database.Moved) => ({ ...moved, wakeUp: wakeUp && wakeUps([wakeUp]) })
    return both(
      `move ${job.id} by ${JSON.stringify(decision)}`,
      () => told(moves.move(lease, at, decided.move, written)),
      async () => told(await database.moveJob(db, lease, at, decided.move, written)),
    )
  }

  async function takeExpired(jobId: string): Promise<Answers> {
    await age(jobId, 'lease')
    return both(
      `take the lease of ${jobId}`,
      () => wakeUps(sweeps.takeLeases(tables, sweeps.findExpiredLeases(tables))),
      async () => wakeUps(await database.takeLeases(db, await database.findExpiredLeases(db, LEASE_MS, 100))),
    )
  }

  async function takeOverdue(jobId: string): Promise<Answers> {
    await age(jobId, 'wake')
    return both(
      `take the wake-up of ${jobId}`,
      () => wakeUps(sweeps.takeOverdueWakeUps(tables)),
      async () => wakeUps(await database.takeOverdueWakeUps(db, 5_000, 100)),
    )
  }

  const admit = (): Promise<Answers> =>
    both(
      'admit',
      () => wakeUps(sweeps.admitJobs(tables)),
      async () => wakeUps(await database.admitJobs(db, 'acct')),
    )

  const quietly = (act: string, simulated: () => unknown, postgres: () => Promise<unknown>): Promise<Answers> =>
    both(
      act,
      () => void simulated(),
      async () => void (await postgres()),
    )

  const cancel: Act = (jobId) =>
    quietly(
      'cancel',
      () => cancelJob(tables, jobOf(tables, jobId)),
      () => project.cancelJob(jobId),
    )

  const retryIt: Act = (jobId) =>
    quietly(
      'retry',
      () => retryJob(tables, jobOf(tables, jobId)),
      () => project.retryJob(jobId),
    )

  const pauseOrResume: Act = (jobId) => {
    const { batchId } = jobOf(tables, jobId)
    const isPaused = tables.batches.get(batchId)?.isPaused === true
    return quietly(
      isPaused ? 'resume the batch' : 'pause the batch',
      () => setPaused(tables, batchId, !isPaused),
      () => (isPaused ? project.resumeBatch(batchId) : project.pauseBatch(batchId)),
    )
  }

  const resume = (): Promise<Answers> =>
    quietly(
      'resume the account',
      () => resumeAccount(tables),
      () => database.openAdministration(db, 'proj_default', null).resumeAccount('acct'),
    )

  const release = (): Promise<Answers> =>
    quietly(
      'release',
      () => sweeps.releaseBlockedJobs(tables),
      () => database.releaseBlockedJobs(db, 'acct'),
    )

  const drop = (lease: database.Lease): Promise<Answers> =>
    both(
      'drop',
      () => moves.drop(lease, 0),
      () => database.dropLease(db, heldBy(lease), 0),
    )

  const renew = (lease: database.Lease): Promise<Answers> =>
    both(
      'renew',
      () => sweeps.renewLeases(tables, [heldBy(lease)], LEASE_MS),
      () => database.renewLeases(db, [heldBy(lease)], LEASE_MS),
    )

  function actUnder(lease: database.Lease): Promise<Answers> {
    return random.pick([move, move, move, record, record, drop, renew])(lease)
  }

  /** What the job waits for. */
  function carryOn(jobId: string): Promise<Answers> {
    const job = jobOf(tables, jobId)
    const lease = leases.findLast(({ token }) => token === job.leaseToken)
    if (job.status === 'queued') return admit()
    if (job.status === 'blocked') return random.pick([resume, release])()
    if (job.status === 'failed') return retryIt(jobId)
    return lease === undefined ? claim(jobId) : actUnder(lease)
  }

  return () => {
    const jobId = random.pick(jobIds)
    if (random.chance(0.75)) return carryOn(jobId)
    const anyOne = leases.at(random.between(0, leases.length))
    const acts = [admit, resume, release, pauseOrResume, takeExpired, takeOverdue, claim, retryIt] as const
    if (random.chance(0.05)) return cancel(jobId)
    return anyOne !== undefined && random.chance(0.3) ? actUnder(anyOne) : random.pick<Act>(acts)(jobId)
  }
}

type Act = (jobId: string) => Promise<Answers>

const heldBy = (lease: database.Lease): database.HeldLease => ({ jobId: lease.job.id, token: lease.token })

const orError = async (act: () => Promise<unknown>): Promise<unknown> => {
  try {
    return await act()
  } catch (error) {
    return error instanceof Error ? error.message : error
  }
}
