import type { Provider } from './provider.ts'
import { cancelJob, resumeAccount, retryJob, setPaused } from './table-acts.ts'
import type { JobRow, Tables } from './tables.ts'
import type { WakeUps } from './wake-ups.ts'
import type { World } from './world.ts'

type Scene = {
  readonly world: World
  readonly tables: Tables
  readonly provider: Provider
}

/** Callers and operators: every few seconds one of them may cancel, pause, retry, top up or change the plan. */
export function startCallers({ world, tables, provider, wakeUps }: Scene & { readonly wakeUps: WakeUps }): void {
  const { random, weather } = world
  const jobs = [...tables.jobs.values()] as [JobRow, ...JobRow[]]
  const did = (what: string): void => world.trace('caller', what)

  function turn(): void {
    world.after(random.between(200, 4_000), null, turn)
    const job = random.pick(jobs)
    if (weather.strikes('cancel')) {
      did(`cancels ${job.id}`)
      wakeUps.queue(cancelJob(tables, job))
    }
    if (weather.strikes('pause')) {
      const isPaused = tables.batches.get(job.batchId)?.isPaused === true
      did(`${isPaused ? 'resumes' : 'pauses'} ${job.batchId}`)
      setPaused(tables, job.batchId, !isPaused)
    }
    if (job.status === 'failed' && weather.strikes('retry')) {
      did(`retries ${job.id}`)
      retryJob(tables, job)
    }
    if (weather.strikes('credits_gone')) {
      did('spends or tops up the credits')
      provider.credits = provider.credits > 100 ? 0 : 5_000
    }
    if (weather.strikes('plan_gone')) {
      did('changes the plan')
      provider.isPlanGone = !provider.isPlanGone
    }
    if (weather.strikes('resume_account')) {
      did('resumes the account')
      resumeAccount(tables)
    }
  }
  world.after(random.between(200, 4_000), null, turn)
}

/** A person who puts right what only a person can, as often as it takes; `isBroke`: all but the credits. */
export function startCaretaker({ world, tables, provider }: Scene, isBroke: boolean): void {
  world.after(20_000, null, () => startCaretaker({ world, tables, provider }, isBroke))
  for (const batchId of tables.batches.keys()) setPaused(tables, batchId, false)
  provider.isPlanGone = false
  provider.credits = isBroke ? 0 : 100_000
  if (tables.account.kind === 'token') tables.account.tokenSealed = provider.token
  if (!(isBroke && tables.account.blocked?.reason === 'credits_exhausted')) resumeAccount(tables)
}
