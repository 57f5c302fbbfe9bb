import type { AccountState } from '@nemo-batch/database'
import type { NemoClient } from '@nemo-batch/nemo-client'
import type { AccountAnswer, Accounts } from '../../flow/accounts.ts'
import type { Transact } from './store.ts'
import { pausedMs, rateLevelNow } from './table-counts.ts'
import type { Tables } from './tables.ts'

const TOKEN_LEASE_MS = 40_000
const TOKEN_WAIT_MS = 300
const MAX_PAUSE_MS = 15 * 60_000
const MAX_RATE_LEVEL = 6

/** The account's row as all workers share it; tokens lie in it as they are. */
export function createSimulatedAccounts(deps: {
  readonly tables: Tables
  readonly nemo: NemoClient
  readonly transact: Transact
}): Accounts {
  const { tables, nemo, transact } = deps
  const { account: row } = tables

  const load = (): AccountState => ({ ...row, hasToken: row.tokenSealed !== null, pausedMs: pausedMs(tables) })

  function takeTokenLease(): boolean {
    if (row.tokenLeaseUntilMs > tables.nowMs() || row.tokenSealed !== null) return false
    row.tokenLeaseUntilMs = tables.nowMs() + TOKEN_LEASE_MS
    return true
  }

  async function renew(account: AccountState): Promise<AccountAnswer> {
    if (!(await transact('take the token lease', takeTokenLease))) return { kind: 'wait', delayMs: TOKEN_WAIT_MS }
    try {
      const { token, userId } = await nemo.anonymousToken({ clientId: 'client' })
      await transact('save the token', () => Object.assign(row, { tokenSealed: token, userId, tokenLeaseUntilMs: 0 }))
      return { kind: 'ready', account: { ...account, tokenSealed: token, userId }, token }
    } catch (error) {
      await transact('drop the token lease', () => Object.assign(row, { tokenLeaseUntilMs: 0 }))
      throw error
    }
  }

  return {
    async ask(_accountId, isStopped) {
      const account = await transact('read the account', load)
      if (account.blocked !== null && isStopped(account.blocked)) return { kind: 'blocked', blocked: account.blocked }
      if (account.pausedMs > 0) return { kind: 'wait', delayMs: account.pausedMs }
      return account.tokenSealed === null ? renew(account) : { kind: 'ready', account, token: account.tokenSealed }
    },
    async tokenRefused({ account }) {
      if (account.kind !== 'anonymous') return
      await transact('forget the token', () => {
        if (row.tokenSealed === account.tokenSealed) row.tokenSealed = null
      })
    },
    slowDown: (_accountId, delayMs) =>
      transact('slow the account down', () => {
        if (pausedMs(tables) === 0) {
          const level = rateLevelNow(tables)
          row.pausedUntilMs = tables.nowMs() + Math.min(MAX_PAUSE_MS, delayMs * 2 ** level)
          row.rateLevel = Math.min(MAX_RATE_LEVEL, level + 1)
          row.rateLimitedMs = tables.nowMs()
        }
        return pausedMs(tables)
      }),
  }
}
