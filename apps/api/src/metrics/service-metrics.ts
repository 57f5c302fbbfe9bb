import { ENDPOINT_STATES } from '@nemo-batch/contracts'
import type { Database, InstallationFigures, InstallationStore, WebhookFigures } from '@nemo-batch/database'
import { JOB_STATUSES } from '@nemo-batch/domain'
import { endpointState } from '@nemo-batch/presenters'
import type { WakeUpQueue } from '@nemo-batch/queue'
import { VERSION } from '@nemo-batch/runtime'
import { isProbing } from '@nemo-batch/webhooks'
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { EventStreams } from '../events/event-streams.ts'
import { METRICS_AGE_MS } from '../limits.ts'

export type MeasuredParts = {
  readonly pool: Pick<Database['pool'], 'totalCount' | 'idleCount' | 'waitingCount'>
  readonly installation: Pick<InstallationStore, 'readFigures' | 'readWebhookFigures'>
  /** By their names. */
  readonly queues: Readonly<Record<string, Pick<WakeUpQueue, 'depth'>>>
  readonly streams: Pick<EventStreams, 'countOpen'>
}

export type Metrics = {
  readonly registry: Registry
  /** In the text format of Prometheus. What cannot be learnt now is left out. */
  read(): Promise<string>
}

/** What a process and the installation are doing. Every label has few values: no names, ids or addresses. */
export function createMetrics(parts: MeasuredParts): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const gauge = <Label extends string>(name: string, help: string, ...labelNames: Label[]): Gauge<Label> =>
    new Gauge({ name: `nemo_batch_${name}`, help, labelNames, registers: [registry] })

  gauge('info', 'Always 1; its label says which version runs', 'version').set({ version: VERSION }, 1)
  const connections = gauge('database_connections', 'Of this process', 'state')
  const waiting = gauge('database_connection_waits', 'Statements of this process that wait for a connection')
  const streams = gauge('event_streams', 'Open in this process')
  const databaseUp = gauge('database_up', 'Whether the database answered the last question of these metrics')
  const queueUp = gauge('queue_up', 'Whether all queues answered the last question of these metrics')
  const jobs = gauge('jobs', 'Jobs of all projects by status', 'status')
  const longestWait = gauge('longest_wait_seconds', 'Of a job that waits for its first slot')
  const accounts = gauge('accounts', 'NEMO accounts by status', 'status')
  const slots = gauge('account_slots', 'Jobs that accounts may and do run at a time', 'state')
  const workers = gauge('workers_alive', 'Workers seen within half a minute')
  const depth = gauge('queue_wake_ups', 'Wake-ups by state', 'queue', 'state')
  const deliveries = gauge('webhook_deliveries', 'Deliveries that wait, and those given up within 24 hours', 'status')
  const overdue = gauge('webhook_longest_overdue_seconds', 'Of a delivery that is due and may be sent')
  const endpoints = gauge('webhook_endpoints', 'Endpoints by how they have been answering', 'status')

  const showProcess = (): void => {
    connections.set({ state: 'busy' }, parts.pool.totalCount - parts.pool.idleCount)
    connections.set({ state: 'idle' }, parts.pool.idleCount)
    waiting.set(parts.pool.waitingCount)
    streams.set(parts.streams.countOpen())
  }
  const showFigures = (figures: InstallationFigures): void => {
    for (const status of JOB_STATUSES) jobs.set({ status }, figures[status])
    longestWait.set(figures.longestWaitSeconds)
    accounts.set({ status: 'ok' }, figures.accountsOk)
    accounts.set({ status: 'blocked' }, figures.accountsBlocked)
    slots.set({ state: 'taken' }, figures.slotsTaken)
    slots.set({ state: 'all' }, figures.slots)
    workers.set(figures.workersAlive)
  }
  const showWebhooks = (figures: WebhookFigures): void => {
    deliveries.set({ status: 'pending' }, figures.pending)
    deliveries.set({ status: 'failed' }, figures.failedLately)
    overdue.set(figures.longestOverdueSeconds)
    for (const status of ENDPOINT_STATES) endpoints.set({ status }, 0)
    for (const alike of figures.endpoints)
      endpoints.inc({ status: endpointState(alike, isProbing(alike)) }, alike.count)
  }
  const askDatabase = async (): Promise<void> => {
    const { installation } = parts
    const both = await Promise.all([installation.readFigures(), installation.readWebhookFigures()]).catch(() => null)
    databaseUp.set(Number(both !== null))
    if (both === null) {
      for (const metric of [jobs, longestWait, accounts, slots, workers, deliveries, overdue, endpoints]) metric.reset()
      return
    }
    const [figures, webhooks] = both
    showFigures(figures)
    showWebhooks(webhooks)
  }
  const askQueue = async (): Promise<void> => {
    const counts = await Promise.all(
      Object.entries(parts.queues).map(async ([name, queue]) => [name, await queue.depth()] as const),
    ).catch(() => null)
    queueUp.set(Number(counts !== null))
    depth.reset()
    for (const [queue, states] of counts ?? [])
      for (const [state, count] of Object.entries(states)) depth.set({ queue, state }, count)
  }

  const ask = async (): Promise<void> => {
    await Promise.all([askDatabase(), askQueue()])
  }
  let asked = { at: Number.NEGATIVE_INFINITY, answer: Promise.resolve() }
  return {
    registry,
    async read() {
      const now = performance.now()
      if (now - asked.at >= METRICS_AGE_MS) asked = { at: now, answer: ask() }
      await asked.answer
      showProcess()
      return registry.metrics()
    },
  }
}
