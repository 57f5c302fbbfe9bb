import {
  type InstallationStore,
  openInstallation,
  openSessions,
  type PendingWakeUp,
  type SessionStore,
} from '@nemo-batch/database'
import { createJobPresenter, createSignedLinks, type SignedLinks } from '@nemo-batch/presenters'
import { createSecretBox, type SecretBox } from '@nemo-batch/runtime'
import type { ApiDeps } from '../deps.ts'
import { type EventStreams, openEventStreams } from '../events/event-streams.ts'
import { SESSION_IDLE_MS, SESSION_LIFE_MS, SESSIONS_PER_KEY } from '../limits.ts'
import { createMetrics, type Metrics } from '../metrics/service-metrics.ts'
import { createKeyedDigest, type KeyedDigest } from './keyed-digest.ts'
import { createEndpointPresenter, type EndpointPresenter } from './present-endpoints.ts'
import { createSessionTokens, type SessionTokens } from './session-tokens.ts'

/** What routes work with. There is no database in it: a route has the project of its caller, and the installation. */
export type Services = Omit<ApiDeps, 'db'> &
  EndpointPresenter & {
    readonly installation: InstallationStore
    readonly links: SignedLinks
    /** Under `ENCRYPTION_KEY`. */
    readonly secrets: SecretBox
    /** Of API keys. */
    readonly digestOf: KeyedDigest
    readonly sessions: SessionStore
    readonly sessionTokens: SessionTokens
    readonly presentJob: ReturnType<typeof createJobPresenter>
    readonly streams: EventStreams
    readonly metrics: Metrics
    /** Lets the account's free slots take up queued jobs. Never fails: what is not started now, a sweep starts. */
    readonly startJobs: (accountId: string) => Promise<void>
    /** Lets workers take up jobs that are due. Never fails: what is not woken now, a sweep wakes. */
    readonly wake: (wakeUps: readonly PendingWakeUp[]) => Promise<void>
  }

export function createServices({ db, ...deps }: ApiDeps): Services {
  const { settings } = deps
  const installation = openInstallation(db)
  const digestOf = createKeyedDigest(settings.encryptionKey, 'digests of API keys')
  const sessions = openSessions(db, {
    ...{ idleMs: SESSION_IDLE_MS, lifeMs: SESSION_LIFE_MS, perKey: SESSIONS_PER_KEY },
    adminKeyDigest: digestOf(settings.adminApiKey),
    now: settings.now,
  })
  const streams = openEventStreams(deps, { installation, sessions })
  const links = createSignedLinks({ ...settings, ttlHours: settings.linkTtlHours })
  return {
    ...deps,
    installation,
    links,
    secrets: createSecretBox(settings.encryptionKey),
    digestOf,
    sessions,
    sessionTokens: createSessionTokens(settings.encryptionKey),
    presentJob: createJobPresenter(links.sign),
    ...createEndpointPresenter(settings.now),
    streams,
    metrics: createMetrics({
      pool: db.pool,
      installation,
      queues: { jobs: deps.queue, deliveries: deps.deliveryQueue },
      streams,
    }),
    startJobs: (accountId) => wakeOrLeave(deps, () => installation.admitJobs(accountId)),
    wake: (wakeUps) => wakeOrLeave(deps, async () => wakeUps),
  }
}

/** The rows say what is due, so that queueing it may be left to a sweep. */
async function wakeOrLeave(
  { queue, logger }: Pick<ApiDeps, 'queue' | 'logger'>,
  due: () => Promise<readonly PendingWakeUp[]>,
): Promise<void> {
  try {
    const wakeUps = await due()
    if (wakeUps.length > 0) await queue.wake(wakeUps)
  } catch (error) {
    logger.warn({ err: error }, 'jobs were not woken at once; the sweep will')
  }
}
