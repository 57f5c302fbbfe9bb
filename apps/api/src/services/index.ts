import { type InstallationStore, openInstallation, type PendingWakeUp } from '@nemo-batch/database'
import { createJobPresenter, createSignedLinks, type SignedLinks } from '@nemo-batch/presenters'
import { createSecretBox, type SecretBox } from '@nemo-batch/runtime'
import type { ApiDeps } from '../deps.ts'
import { type EventStreams, openEventStreams } from '../events/event-streams.ts'
import { createMetrics, type Metrics } from '../metrics/service-metrics.ts'
import { createKeyDigest, type KeyDigest } from './key-digest.ts'
import { createEndpointPresenter, type EndpointPresenter } from './present-endpoints.ts'

/** What routes work with. There is no database in it: a route has the project of its caller, and the installation. */
export type Services = Omit<ApiDeps, 'db'> &
  EndpointPresenter & {
    readonly installation: InstallationStore
    readonly links: SignedLinks
    /** Under `ENCRYPTION_KEY`. */
    readonly secrets: SecretBox
    readonly digestOf: KeyDigest
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
  const streams = openEventStreams(deps, installation)
  const links = createSignedLinks({ ...settings, ttlHours: settings.linkTtlHours })
  return {
    ...deps,
    installation,
    links,
    secrets: createSecretBox(settings.encryptionKey),
    digestOf: createKeyDigest(settings.encryptionKey),
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
