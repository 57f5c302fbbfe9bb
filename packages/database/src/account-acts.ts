import { newId } from '@nemo-batch/runtime'
import { unblockAccount } from './account-blocks.ts'
import { lockAccount } from './account-lock.ts'
import { type AccountView, findAccount } from './account-pages.ts'
import type { Account } from './accounts.ts'
import type { Queryable } from './connection.ts'

export type NewAccount = Pick<Account, 'name' | 'kind' | 'clientId' | 'tokenSealed' | 'maxActiveJobs'>

export type AccountPatch = {
  readonly name?: string | undefined
  readonly maxActiveJobs?: number | undefined
  readonly tokenSealed?: string | undefined
}

/** An act upon an account, with how the account was; null when there is no such account. */
export type AccountChange = { readonly before: AccountView; readonly after: AccountView } | null

export async function insertAccount(tx: Queryable, account: NewAccount): Promise<AccountView> {
  const id = newId('acct')
  await tx.query(
    `INSERT INTO accounts (id, name, kind, client_id, token_sealed, max_active_jobs) VALUES ($1, $2, $3, $4, $5, $6)`,
    [id, account.name, account.kind, account.clientId, account.tokenSealed, account.maxActiveJobs],
  )
  return known(await findAccount(tx, id))
}

/** A new token ends a block for a rejected one; jobs that waited go back to the queue by `releaseBlockedJobs`. */
export const changeAccount = (tx: Queryable, accountId: string, patch: AccountPatch): Promise<AccountChange> =>
  changing(tx, accountId, async () => {
    const { name, maxActiveJobs, tokenSealed } = patch
    await tx.query(
      'UPDATE accounts SET name = COALESCE($2, name), max_active_jobs = COALESCE($3, max_active_jobs) WHERE id = $1',
      [accountId, name, maxActiveJobs],
    )
    if (tokenSealed === undefined) return
    await tx.query('UPDATE accounts SET token_sealed = $2, token_expires_at = NULL, user_id = NULL WHERE id = $1', [
      accountId,
      tokenSealed,
    ])
    await unblockAccount(tx, accountId, 'credentials_rejected')
  })

/**
 * What a person decides: the account may go on, at full pace. Its blocked jobs go back to the queue by
 * `releaseBlockedJobs`.
 */
export const resumeAccount = (tx: Queryable, accountId: string): Promise<AccountChange> =>
  changing(tx, accountId, async () => {
    await unblockAccount(tx, accountId)
    await tx.query('UPDATE accounts SET paused_until = NULL, rate_level = 0, rate_limited_at = NULL WHERE id = $1', [
      accountId,
    ])
  })

/** Has a worker look at the balance, with a new token where there is none that is good. */
export const askForBalance = (tx: Queryable, accountId: string): Promise<AccountChange> =>
  changing(tx, accountId, async () => {
    await tx.query('UPDATE accounts SET check_at = now() WHERE id = $1', [accountId])
  })

async function changing(tx: Queryable, accountId: string, change: () => Promise<void>): Promise<AccountChange> {
  if ((await lockAccount(tx, accountId)) === null) return null
  const before = known(await findAccount(tx, accountId))
  await change()
  return { before, after: known(await findAccount(tx, accountId)) }
}

function known(account: AccountView | null): AccountView {
  if (account === null) throw new Error('an account is gone in the middle of a change')
  return account
}
