import { unblockAccount } from './account-blocks.ts'
import { lockAccount } from './account-lock.ts'
import type { Database } from './connection.ts'

/**
 * What a person decides: the account may go on, at full pace. Its blocked jobs go back to the queue by
 * `releaseBlockedJobs`. False when there is no such account.
 */
export const resumeAccount = (db: Database, accountId: string): Promise<boolean> =>
  db.transaction(async (tx) => {
    if ((await lockAccount(tx, accountId)) === null) return false
    await unblockAccount(tx, accountId)
    await tx.query('UPDATE accounts SET paused_until = NULL, rate_level = 0, rate_limited_at = NULL WHERE id = $1', [
      accountId,
    ])
    return true
  })
