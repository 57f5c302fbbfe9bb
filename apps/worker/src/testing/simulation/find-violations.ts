import { MESSAGE_CREDITS } from '@nemo-batch/domain'
import { fingerprint, parseForeignJson } from '@nemo-batch/nemo-client'

import { type JobRow, stepKey, type Tables } from './tables.ts'
import type { Surroundings } from './worker.ts'

type Seen = Pick<Surroundings, 'tables' | 'provider' | 'kept' | 'world'>

/** What must hold after a schedule, whatever happened in it; a sentence for each thing that does not. */
export function findViolations(seen: Seen, isBroke: boolean): string[] {
  const { tables, provider } = seen
  const jobs = [...tables.jobs.values()]
  return [
    ...provider.violations,
    ...jobs.flatMap((job) => [
      ...endOf(job, isBroke && tables.account.blocked !== null),
      ...eventsOf(tables, job),
      ...messagesOf(seen, job),
      ...rendersOf(seen, job),
      ...videosOf(seen, job),
      ...creditsOf(seen, job),
    ]),
    ...countsOf(tables),
  ]
}

function endOf(job: JobRow, mayBlock: boolean): string[] {
  const { id, status, stage, wakeAtMs, leaseToken } = job
  if (!job.isEnded && !(mayBlock && status === 'blocked')) return [`${id} is ${status} at ${stage} and never ends`]
  return wakeAtMs === null && leaseToken === null ? [] : [`${id} is ${status}, yet has a wake-up or a lease`]
}

const ENDINGS = ['job.completed', 'job.failed', 'job.canceled']

/** Numbers without gaps, and one ending for each attempt. */
function eventsOf(tables: Tables, job: JobRow): string[] {
  const events = tables.events.get(job.id) ?? []
  const found: string[] = []
  if (events.some((event, index) => event.seq !== index + 1) || events.length !== job.lastSeq)
    found.push(`${job.id} has events numbered ${events.map((event) => event.seq)}`)
  let endings = 0
  for (const { type } of events) {
    if (type === 'job.queued') endings = 0
    if (ENDINGS.includes(type)) endings += 1
    else if (endings > 0 && type !== 'job.queued') found.push(`${job.id} has ${type} after its end`)
    if (endings > 1) found.push(`${job.id} ended twice in one attempt`)
  }
  if (endings !== Number(job.isEnded)) found.push(`${job.id} is ${job.status} and its events tell ${endings} endings`)
  const started = events.filter(({ type }) => type === 'job.started').length
  if (started !== job.attempts) found.push(`${job.id} counts ${job.attempts} attempts and told of ${started}`)
  return found
}

/**
 * Faults after which nobody can tell by the draft which message changed it: a change that comes late, or is seen late,
 * passes for the work of the next message.
 */
const MISLEADING = ['late_change', 'two_stage_edit', 'stale_state'] as const

const isMisled = ({ world }: Seen): boolean => MISLEADING.some((fault) => world.weather.struck.includes(fault))

/** No instruction is taken twice in a session unless a retry said so, and none is left out of a completed job. */
function messagesOf(seen: Seen, job: JobRow): string[] {
  const { tables, provider } = seen
  const found: string[] = []
  for (const { instruction, stepIndex } of tables.steps.get(job.id) ?? []) {
    const most = 1 + (tables.resends.get(stepKey(job.id, stepIndex)) ?? 0)
    for (const session of provider.sessions.values()) {
      const taken = session.messages.filter((message) => message.text === instruction).length
      if (taken > most) found.push(`${session.id} took ${instruction} ${taken} times where ${most} is most`)
      if (taken === 0 && session.id === job.sessionId && job.status === 'completed' && !isMisled(seen))
        found.push(`${job.id} completed without ${instruction}`)
    }
  }
  return found
}

/** A step renders twice in an attempt, if the first failed; each retry may render as often again. */
function rendersOf({ tables, provider }: Seen, job: JobRow): string[] {
  const steps = tables.steps.get(job.id)?.length ?? 0
  return [...provider.sessions.values()]
    .filter((session) => session.id === job.sessionId && session.renders.length > 2 * steps * job.attempts)
    .map((session) => `${job.id} rendered ${session.renders.length} times in ${session.id}`)
}

/** Completed means: each step that renders has the checked video of its own render in our storage. */
function videosOf({ tables, provider, kept }: Seen, job: JobRow): string[] {
  if (job.status !== 'completed') return []
  return (tables.steps.get(job.id) ?? []).flatMap((step) => {
    const name = `step ${step.stepIndex} of ${job.id}`
    if (step.status !== 'completed') return [`${name} is ${step.status} in a completed job`]
    if (!step.render) return []
    const file = step.videoFileId === null ? undefined : tables.files.get(step.videoFileId)
    const video = file === undefined ? undefined : kept.get(file.storageKey)
    const render = step.renderId === null ? undefined : provider.renders.get(step.renderId)
    if (video === undefined || render === undefined) return [`${name} has no video in our storage`]
    if (video.renderId !== render.id) return [`${name} has the video of another render`]
    if (!video.isInspected || render.isBroken) return [`${name} has a video that was not checked`]
    if (fingerprint(render.draft) !== fingerprint(parseForeignJson(step.draft ?? 'null')))
      return [`${name} has the video of another draft`]
    return []
  })
}

/** Where nothing misleads, exactly what was carried out is counted for a job that went straight through. */
function creditsOf(seen: Seen, job: JobRow): string[] {
  const { tables, provider, world } = seen
  const { creditsSpent } = job
  const messages = [...provider.sessions.values()].flatMap((session) =>
    session.messages.filter(({ text }) => text.startsWith(`${job.id}#`)),
  )
  const isCompleted = job.status === 'completed'
  if (isCompleted && creditsSpent < MESSAGE_CREDITS * (tables.steps.get(job.id)?.length ?? 0))
    return [`${job.id} completed and counts only ${creditsSpent} credits`]
  if (isMisled(seen)) return []
  // a message in doubt is counted when its job is canceled or its session lost, though it may never have arrived
  const lostSessions = world.weather.struck.includes('session_lost') ? provider.sessions.size : 0
  const inDoubt = (job.status === 'canceled' ? 1 : 0) + lostSessions
  if (creditsSpent > MESSAGE_CREDITS * (messages.length + inDoubt))
    return [`${job.id} counts ${creditsSpent} credits for ${messages.length} messages`]
  const isStraight = isCompleted && job.attempts === 1 && !world.weather.struck.includes('session_lost')
  return isStraight && creditsSpent !== MESSAGE_CREDITS * messages.length
    ? [`${job.id} counts ${creditsSpent} credits where ${messages.length} messages were carried out`]
    : []
}

function countsOf(tables: Tables): string[] {
  const found: string[] = []
  const running = [...tables.jobs.values()].filter((job) => job.status === 'running').length
  if (tables.account.activeJobs !== running)
    found.push(`the account counts ${tables.account.activeJobs} slots and ${running} jobs run`)
  for (const batch of tables.batches.values()) {
    const jobs = [...tables.jobs.values()].filter((job) => job.batchId === batch.id)
    for (const [status, count] of Object.entries(batch.counts))
      if (jobs.filter((job) => job.status === status).length !== count)
        found.push(`${batch.id} counts ${count} ${status} jobs and has others`)
  }
  return found
}
