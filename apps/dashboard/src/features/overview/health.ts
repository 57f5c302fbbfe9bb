import type { Account, ErrorGroup, Stats, System, WebhookEndpoint } from '@nemo-batch/sdk'

/** What the page knows. What the key may not read, or has not come yet, is absent: nothing is concluded from it. */
export type Known = {
  readonly nowMs: number
  readonly system?: System | undefined
  /** Of the last hour, and when it was read: ages are told as of then. */
  readonly lastHour?: Stats | undefined
  readonly lastHourReadAtMs?: number
  /** Of the last hour, too. */
  readonly errorGroups?: readonly ErrorGroup[] | undefined
  readonly accounts?: readonly Account[] | undefined
  readonly endpoints?: readonly WebhookEndpoint[] | undefined
  /** Since when the page is not told of changes; null while it is. */
  readonly cutOffSinceMs?: number | null | undefined
}

type Told =
  | { readonly kind: 'cut_off' }
  | { readonly kind: 'queue_unreachable' }
  | { readonly kind: 'no_workers'; readonly waiting: number }
  | {
      readonly kind: 'account_blocked'
      readonly account: Account
      readonly blocked: NonNullable<Account['blocked']>
      readonly jobs: number
    }
  | { readonly kind: 'jobs_blocked'; readonly jobs: number }
  | { readonly kind: 'queue_stuck'; readonly queued: number }
  | {
      readonly kind: 'failing'
      readonly failed: number
      readonly ended: number
      readonly failureRate: number
      /** What happened most. */
      readonly group: ErrorGroup | null
    }
  | {
      readonly kind: 'endpoint_disabled'
      readonly endpoint: WebhookEndpoint
      readonly disabled: NonNullable<WebhookEndpoint['disabled']>
    }
  | { readonly kind: 'endpoint_failing'; readonly endpoint: WebhookEndpoint }
  | { readonly kind: 'queue_slow'; readonly queued: number; readonly emptyInMs: number | null }
  | { readonly kind: 'sandbox' }

export type Severity = 'broken' | 'attention' | 'hint'
export type Problem = Told & {
  readonly severity: Severity
  /** null: it is not known, or says nothing. */
  readonly sinceMs: number | null
}
export type Health = {
  readonly state: 'well' | 'attention' | 'broken'
  /** The worst first; hints do not change the state. */
  readonly problems: readonly Problem[]
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** So long at most something queued stays where a worker is free to take it. */
const STUCK_AFTER_MS = 5 * MINUTE_MS
/** A large batch keeps jobs waiting for hours, and nothing is wrong then. */
const SLOW_AFTER_MS = HOUR_MS
/** One or two failures are no rate. */
const FEWEST_FAILURES = 3
const HIGH_FAILURE_RATE = 0.1
const BROKEN_FAILURE_RATE = 0.5
/** The first failed attempt is repeated within seconds. */
const FEWEST_FAILED_ATTEMPTS = 2

const RANKS: readonly Severity[] = ['broken', 'attention', 'hint']
const rankOf = ({ severity }: Problem): number => RANKS.indexOf(severity)

/** Whether something is wrong, and what. */
export function judge(known: Known): Health {
  const problems = [
    ...cutOff(known),
    ...ofSystem(known),
    ...ofAccounts(known),
    ...ofQueue(known),
    ...ofFailures(known),
    ...ofEndpoints(known),
    ...ofSandbox(known),
  ].toSorted((one, other) => rankOf(one) - rankOf(other))
  const worst = problems[0]?.severity
  return { state: worst === undefined || worst === 'hint' ? 'well' : worst, problems }
}

const cutOff = ({ cutOffSinceMs }: Known): Problem[] =>
  typeof cutOffSinceMs === 'number' ? [{ kind: 'cut_off', severity: 'attention', sinceMs: cutOffSinceMs }] : []

function ofSystem({ system, lastHour, ...rest }: Known): Problem[] {
  if (system === undefined) return []
  const problems: Problem[] = []
  if (system.queues === null) problems.push({ kind: 'queue_unreachable', severity: 'broken', sinceMs: null })
  if (system.workers.alive === 0) {
    const waiting = lastHour === undefined ? 0 : lastHour.queue.queued + lastHour.queue.running
    const lastSeen = system.workers.list?.map(({ seen_at: at }) => Date.parse(at)) ?? []
    problems.push({
      kind: 'no_workers',
      severity: waiting > 0 ? 'broken' : 'attention',
      waiting,
      sinceMs: lastSeen.length > 0 ? Math.max(...lastSeen) : oldestQueuedAtMs({ lastHour, ...rest }),
    })
  }
  return problems
}

function ofAccounts({ accounts, lastHour }: Known): Problem[] {
  const all = accounts ?? []
  const blocked = all.flatMap((account) => (account.blocked === null ? [] : [{ account, blocked: account.blocked }]))
  const severity: Severity = blocked.length === all.length ? 'broken' : 'attention'
  const jobs = lastHour?.queue.blocked ?? 0
  if (blocked.length > 0)
    return blocked.map((one) => ({
      kind: 'account_blocked',
      severity,
      sinceMs: msOrNull(one.account.blocked_since),
      jobs,
      ...one,
    }))
  return jobs === 0 ? [] : [{ kind: 'jobs_blocked', severity: 'attention', sinceMs: null, jobs }]
}

function ofQueue(known: Known): Problem[] {
  const { nowMs, system, lastHour } = known
  const sinceMs = oldestQueuedAtMs(known)
  // without workers or a queue that is said already
  if (lastHour === undefined || sinceMs === null || system?.workers.alive === 0 || system?.queues === null) return []
  const { queued, running, blocked } = lastHour.queue
  const waitsMs = nowMs - sinceMs
  if (running === 0 && blocked === 0 && waitsMs >= STUCK_AFTER_MS)
    return [{ kind: 'queue_stuck', severity: 'attention', sinceMs, queued }]
  if (waitsMs < SLOW_AFTER_MS) return []
  const endedInHour = endedIn(lastHour)
  const emptyInMs = endedInHour === 0 ? null : (queued / endedInHour) * HOUR_MS
  return [{ kind: 'queue_slow', severity: 'hint', sinceMs, queued, emptyInMs }]
}

function ofFailures({ lastHour, errorGroups }: Known): Problem[] {
  if (lastHour === undefined) return []
  const { failed, failure_rate: failureRate } = lastHour.totals
  if (failed < FEWEST_FAILURES || failureRate === null || failureRate < HIGH_FAILURE_RATE) return []
  const first = lastHour.throughput.find((interval) => interval.failed > 0)
  return [
    {
      kind: 'failing',
      severity: failureRate >= BROKEN_FAILURE_RATE ? 'broken' : 'attention',
      sinceMs: first === undefined ? null : Date.parse(first.at),
      failed,
      ended: endedIn(lastHour),
      failureRate,
      group: errorGroups?.toSorted((one, other) => other.failures - one.failures)[0] ?? null,
    },
  ]
}

const ofEndpoints = ({ endpoints = [] }: Known): Problem[] =>
  endpoints.flatMap((endpoint): Problem[] => {
    const { disabled, health } = endpoint
    if (disabled !== null)
      return [
        { kind: 'endpoint_disabled', severity: 'attention', sinceMs: Date.parse(disabled.at), endpoint, disabled },
      ]
    if (health.status !== 'down' && (health.status !== 'failing' || health.failures < FEWEST_FAILED_ATTEMPTS)) return []
    return [{ kind: 'endpoint_failing', severity: 'attention', sinceMs: msOrNull(health.failing_since), endpoint }]
  })

const ofSandbox = ({ system }: Known): Problem[] =>
  system?.sandbox === true ? [{ kind: 'sandbox', severity: 'hint', sinceMs: null }] : []

const endedIn = ({ totals }: Stats): number => totals.completed + totals.failed

const msOrNull = (at: string | null): number | null => (at === null ? null : Date.parse(at))

/** When the job was made that waits longest for its first slot; null: none does. */
export function oldestQueuedAtMs({
  lastHour,
  lastHourReadAtMs,
  nowMs,
}: Pick<Known, 'lastHour' | 'lastHourReadAtMs' | 'nowMs'>): number | null {
  const seconds = lastHour?.queue.oldest_queued_seconds ?? null
  return seconds === null ? null : (lastHourReadAtMs ?? nowMs) - seconds * 1_000
}
