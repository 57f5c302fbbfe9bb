import { admitJobs } from '@nemo-batch/database'
import type { ApiDeps } from '../deps.ts'
import { type EventStreams, openEventStreams } from '../events/event-streams.ts'
import { createJobPresenter } from './present.ts'
import { createSignedLinks, type SignedLinks } from './signed-links.ts'

/** What routes work with. */
export type Services = ApiDeps & {
  readonly links: SignedLinks
  readonly presentJob: ReturnType<typeof createJobPresenter>
  readonly streams: EventStreams
  /** Lets the account's free slots take up queued jobs. Never fails: what is not woken now, a sweep wakes. */
  readonly startJobs: () => Promise<void>
}

export function createServices(deps: ApiDeps): Services {
  const { db, queue, logger, settings } = deps
  const links = createSignedLinks({ ...settings, ttlHours: settings.linkTtlHours })
  return {
    ...deps,
    links,
    presentJob: createJobPresenter(links),
    streams: openEventStreams(deps),
    startJobs: async () => {
      try {
        const wakeUps = await admitJobs(db, settings.accountId)
        if (wakeUps.length > 0) await queue.wake(wakeUps)
      } catch (error) {
        logger.warn({ err: error }, 'jobs were not started at once; the sweep will')
      }
    },
  }
}
