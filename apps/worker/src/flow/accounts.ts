import {
  type AccountState,
  type Database,
  dropToken,
  dropTokenLease,
  type JobBlock,
  loadAccountState,
  saveToken,
  slowAccount,
  takeTokenLease,
} from '@nemo-batch/database'
import type { NemoClient } from '@nemo-batch/nemo-client'
import type { SecretBox } from '@nemo-batch/runtime'

export type AccountToken = { readonly account: AccountState; readonly token: string }

/** What an account says to a job that wants to call. */
export type AccountAnswer =
  | ({ readonly kind: 'ready' } & AccountToken)
  /** It was asked for patience, or another worker asks for a token at this moment. */
  | { readonly kind: 'wait'; readonly delayMs: number }
  | { readonly kind: 'blocked'; readonly blocked: JobBlock }

export type Accounts = {
  /** @param isStopped tells which blocks stop what the job is about to do. Throws NemoError when a token is refused. */
  ask(accountId: string, isStopped: (blocked: JobBlock) => boolean): Promise<AccountAnswer>
  /** Forgets a token that NEMO refused, so that one worker asks for a new one. */
  tokenRefused(used: AccountToken): Promise<void>
  /** @returns for how long the account pauses, in ms */
  slowDown(accountId: string, delayMs: number): Promise<number>
}

/** Longer than the request may take: a worker that died asking holds the account up for no more than this. */
const TOKEN_LEASE_MS = 40_000
const TOKEN_WAIT_MS = 300

/**
 * The account as all workers share it: nothing of it is kept in this process's memory. Tokens live sealed in its row;
 * one worker at a time asks for a new one, always with the same client id.
 */
export function createAccounts(deps: {
  readonly db: Database
  readonly nemo: NemoClient
  readonly secrets: SecretBox
}): Accounts {
  const { db, nemo, secrets } = deps

  /** Null when it was sealed under a key that is lost. */
  function openToken({ tokenSealed }: AccountState): string | null {
    if (tokenSealed === null) return null
    try {
      return secrets.open(tokenSealed)
    } catch {
      return null
    }
  }

  /** An own token stays: only a person can replace it. */
  async function forget({ id, kind, tokenSealed }: AccountState): Promise<void> {
    if (kind === 'anonymous' && tokenSealed !== null) await dropToken(db, id, tokenSealed)
  }

  async function renew(account: AccountState): Promise<AccountAnswer> {
    if (account.clientId === null)
      throw new Error(`account ${account.id} has no token that can be read, and no client id`)
    if (!(await takeTokenLease(db, account.id, TOKEN_LEASE_MS))) return { kind: 'wait', delayMs: TOKEN_WAIT_MS }
    try {
      const fresh = await nemo.anonymousToken({ clientId: account.clientId })
      const sealed = secrets.seal(fresh.token)
      await saveToken(db, account.id, { sealed, userId: fresh.userId, expiresAt: fresh.expiresAt })
      return { kind: 'ready', account: { ...account, tokenSealed: sealed, userId: fresh.userId }, token: fresh.token }
    } catch (error) {
      await dropTokenLease(db, account.id)
      throw error
    }
  }

  return {
    async ask(accountId, isStopped) {
      const account = await loadAccountState(db, accountId)
      if (account === null) throw new Error(`account ${accountId} does not exist`)
      if (account.blocked !== null && isStopped(account.blocked)) return { kind: 'blocked', blocked: account.blocked }
      if (account.pausedMs > 0) return { kind: 'wait', delayMs: account.pausedMs }
      const token = account.hasToken ? openToken(account) : null
      if (token !== null) return { kind: 'ready', account, token }
      await forget(account)
      return renew(account)
    },
    tokenRefused: ({ account }) => forget(account),
    slowDown: (accountId, delayMs) => slowAccount(db, accountId, delayMs),
  }
}
