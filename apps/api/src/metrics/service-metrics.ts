import type { Database, InstallationFigures, InstallationStore } from '@nemo-batch/database'
import { JOB_STATUSES } from '@nemo-batch/domain'
import type { WakeUpQueue } from '@nemo-batch/queue'
import { VERSION } from '@nemo-batch/runtime'
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { EventStreams } from '../events/event-streams.ts'
import { METRICS_AGE_MS } from '../limits.ts'

export type MeasuredParts = {
  readonly pool: Pick<Database['pool'], 'totalCount' | 'idleCount' | 'waitingCount'>
  readonly installation: Pick<InstallationStore, 'readFigures'>
  readonly queue: Pick<WakeUpQueue, 'depth'>
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
  const queueUp = gauge('queue_up', 'Whether the queue answered the last question of these metrics')
  const jobs = gauge('jobs', 'Jobs of all projects by status', 'status')
  const longestWait = gauge('longest_wait_seconds', 'Of a job that waits for its first slot')
  const accounts = gauge('accounts', 'NEMO accounts by status', 'status')
  const slots = gauge('account_slots', 'Jobs that accounts may and do run at a time', 'state')
  const workers = gauge('workers_alive', 'Workers seen within half a minute')
  const depth = gauge('queue_wake_ups', 'Wake-ups by state', 'state')

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
  const askDatabase = async (): Promise<void> => {
    const figures = await parts.installation.readFigures().catch(() => null)
    databaseUp.set(Number(figures !== null))
    if (figures !== null) showFigures(figures)
    else for (const metric of [jobs, longestWait, accounts, slots, workers]) metric.reset()
  }
  const askQueue = async (): Promise<void> => {
    const counts = await parts.queue.depth().catch(() => null)
    queueUp.set(Number(counts !== null))
    depth.reset()
    for (const [state, count] of Object.entries(counts ?? {})) depth.set({ state }, count)
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
