import type { FastifyInstance } from 'fastify'
import type { ApiDeps } from '../deps.ts'
import type { Services } from '../services/index.ts'
import { createSharedCounts } from '../services/shared-counts.ts'
import { authenticateBy } from './authenticate.ts'
import { identifyBy } from './bearer-key.ts'
import { createFailedKeys } from './failed-keys.ts'
import { limitRate } from './rate-limit.ts'
import type { KeyGuard } from './require-key.ts'

/** Puts together what stands in front of every route that needs a key. */
export async function createKeyGuard(
  app: FastifyInstance,
  { db, logger, settings }: Pick<ApiDeps, 'db' | 'logger' | 'settings'>,
  { installation, digestOf, sessions, sessionTokens }: Services,
): Promise<KeyGuard> {
  const counts = createSharedCounts({
    add: installation.addRequestCounts,
    dropEnded: installation.dropEndedCounts,
    onTrouble: (error) => logger.warn({ err: error }, 'requests are counted by this process alone for now'),
  })
  app.addHook('onClose', () => counts.close())
  const failedKeys = createFailedKeys(counts)
  const identify = identifyBy({ installation, digestOf, failedKeys, logger, settings })
  return {
    db,
    identify,
    authenticate: authenticateBy({ identify, sessions, sessionTokens, logger, settings }),
    limit: await limitRate(app, counts, settings.rateLimitPerMinute),
  }
}
