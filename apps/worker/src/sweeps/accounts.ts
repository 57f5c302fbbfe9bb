import {
  accountsToRelease,
  type Database,
  releaseBlockedJobs,
  saveCredits,
  takeAccountsToCheck,
  unblockAccount,
} from '@nemo-batch/database'
import { MESSAGE_CREDITS } from '@nemo-batch/domain'
import { type Credits, type NemoClient, NemoError } from '@nemo-batch/nemo-client'
import type { Logger } from '@nemo-batch/runtime'
import type { Accounts } from '../flow/accounts.ts'

type Deps = {
  readonly db: Database
  readonly nemo: NemoClient
  readonly accounts: Accounts
  readonly logger: Logger
  readonly checkEveryMs: number
}

/**
 * Reads the balance of accounts that wait for it or that somebody asked for, and lets those go on that can pay again; one
 * account never stops another.
 */
export async function checkAccounts(deps: Deps): Promise<void> {
  const { db, logger } = deps
  for (const accountId of await takeAccountsToCheck(db, deps.checkEveryMs))
    try {
      if (!(await canPayForAMessage(deps, accountId))) continue
      if (await unblockAccount(db, accountId, 'credits_exhausted'))
        logger.info({ accountId }, 'the balance is back; the account goes on')
    } catch (error) {
      logger.warn({ accountId, err: error }, 'the balance could not be read; it is looked at again')
    }
  for (const accountId of await accountsToRelease(db)) await releaseBlockedJobs(db, accountId)
}

async function canPayForAMessage(deps: Deps, accountId: string): Promise<boolean> {
  const credits = await readBalance(deps, accountId)
  if (credits === null) return false
  await saveCredits(deps.db, accountId, credits)
  return credits.available >= MESSAGE_CREDITS
}

/** Null while the account cannot be asked. A token that is refused is replaced once, where it can be. */
async function readBalance(deps: Deps, accountId: string, mayReplace = true): Promise<Credits | null> {
  const { nemo, accounts } = deps
  const answer = await accounts.ask(accountId, () => false)
  if (answer.kind !== 'ready') return null
  try {
    return await nemo.credits({ token: answer.token })
  } catch (error) {
    if (!mayReplace || !(error instanceof NemoError) || error.code !== 'token_invalid') throw error
    await accounts.tokenRefused(answer)
    return readBalance(deps, accountId, false)
  }
}
