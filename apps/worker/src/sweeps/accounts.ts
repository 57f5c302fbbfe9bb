import {
  accountsToRelease,
  type Database,
  releaseBlockedJobs,
  saveCredits,
  takeAccountsToCheck,
  unblockAccount,
} from '@nemo-batch/database'
import { MESSAGE_CREDITS } from '@nemo-batch/domain'
import type { NemoClient } from '@nemo-batch/nemo-client'
import type { Logger } from '@nemo-batch/runtime'
import type { Accounts } from '../flow/accounts.ts'

type Deps = {
  readonly db: Database
  readonly nemo: NemoClient
  readonly accounts: Accounts
  readonly logger: Logger
  readonly checkEveryMs: number
}

/** Looks whether the balance of blocked accounts is back, and lets their jobs go on; one account never stops another. */
export async function checkBlockedAccounts(deps: Deps): Promise<void> {
  const { db, logger } = deps
  for (const accountId of await takeAccountsToCheck(db, deps.checkEveryMs))
    try {
      if (!(await canPayForAMessage(deps, accountId))) continue
      await unblockAccount(db, accountId)
      logger.info({ accountId }, 'the balance is back; the account goes on')
    } catch (error) {
      logger.warn({ accountId, err: error }, 'the balance could not be read; it is looked at again')
    }
  for (const accountId of await accountsToRelease(db)) await releaseBlockedJobs(db, accountId)
}

async function canPayForAMessage({ db, nemo, accounts }: Deps, accountId: string): Promise<boolean> {
  const answer = await accounts.ask(accountId, () => false)
  if (answer.kind !== 'ready') return false
  const credits = await nemo.credits({ token: answer.token })
  await saveCredits(db, accountId, credits)
  return credits.available >= MESSAGE_CREDITS
}
