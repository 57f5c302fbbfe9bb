import type { Queryable } from '@nemo-batch/database'
import { checkBatchStates } from './invariants/batch-states.ts'
import { checkCounts } from './invariants/counts.ts'
import { checkEvents } from './invariants/event-log.ts'
import { checkJobStates } from './invariants/job-states.ts'
import { checkProviderCalls, type ProviderLog } from './invariants/provider-calls.ts'
import { checkSecrets } from './invariants/secrets.ts'
import { checkVideos, type VideoStorage } from './invariants/videos.ts'
import { checkWebhooks } from './invariants/webhooks.ts'

export type InvariantOptions = {
  readonly db: Queryable
  /** Whose log tells what was sent and paid: the sandbox. */
  readonly provider?: { readonly log: ProviderLog }
  /** Where finished videos lie; without it only their rows are looked at. */
  readonly storage?: VideoStorage
  readonly allow?: {
    /** Jobs that are still on their way. */
    readonly unfinished?: boolean
    /** Calls by which the provider says that a rule of its protocol was broken. */
    readonly blame?: boolean
  }
}

/**
 * Checks what must hold always, whatever was killed, cut or repeated. Reads nothing but the database, the storage and
 * the provider's log; each look at the database is one statement, so that jobs at work do not disturb it.
 * @returns a sentence for each violation; none when all is well
 */
export async function checkInvariants({ db, provider, storage, allow = {} }: InvariantOptions): Promise<string[]> {
  return [
    ...(provider === undefined ? [] : await checkProviderCalls(db, provider.log, allow.blame ?? false)),
    ...(await checkJobStates(db, allow.unfinished ?? false)),
    ...(await checkBatchStates(db)),
    ...(await checkVideos(db, storage)),
    ...(await checkEvents(db)),
    ...(await checkCounts(db)),
    ...(await checkWebhooks(db)),
    ...(await checkSecrets(db)),
  ]
}

/** @throws Error that lists all violations */
export async function expectInvariants(options: InvariantOptions): Promise<void> {
  const violations = await checkInvariants(options)
  if (violations.length === 0) return
  throw new Error(`what must always hold does not:\n${violations.map((violation) => `- ${violation}`).join('\n')}`)
}
