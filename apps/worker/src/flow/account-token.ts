import { type Account, type Database, dropToken, findAccount, saveToken, takeTokenLease } from '@nemo-batch/database'
import type { NemoClient } from '@nemo-batch/nemo-client'
import type { SecretBox } from '@nemo-batch/runtime'

export type AccountToken = { readonly account: Account; readonly token: string }

export type AccountTokens = {
  /** The account's token, or null while another worker asks for one: try again shortly. Throws NemoError. */
  current(accountId: string): Promise<AccountToken | null>
  /** Forgets a token that NEMO refused, so that the next worker asks for a new one. */
  refused(used: AccountToken): Promise<void>
}

const TOKEN_LEASE_MS = 60_000
const CACHE_MS = 5_000

/** Tokens live sealed in the account's row. One worker at a time asks for a new one, always with the same client id. */
export function createAccountTokens(deps: {
  readonly db: Database
  readonly nemo: NemoClient
  readonly secrets: SecretBox
}): AccountTokens {
  const cache = new Map<string, { readonly until: number; readonly value: AccountToken }>()
  const remember = (value: AccountToken): AccountToken => {
    cache.set(value.account.id, { until: Date.now() + CACHE_MS, value })
    return value
  }

  async function renew(account: Account): Promise<AccountToken | null> {
    if (account.clientId === null) throw new Error(`account ${account.id} has neither a token nor a client id`)
    if (!(await takeTokenLease(deps.db, account.id, TOKEN_LEASE_MS))) return null
    const fresh = await deps.nemo.anonymousToken({ clientId: account.clientId })
    const sealed = deps.secrets.seal(fresh.token)
    await saveToken(deps.db, account.id, { sealed, userId: fresh.userId, expiresAt: fresh.expiresAt })
    return remember({ account: { ...account, tokenSealed: sealed, userId: fresh.userId }, token: fresh.token })
  }

  return {
    async current(accountId) {
      const cached = cache.get(accountId)
      if (cached !== undefined && cached.until > Date.now()) return cached.value
      const account = await findAccount(deps.db, accountId)
      if (account === null) throw new Error(`account ${accountId} does not exist`)
      const isUsable =
        account.tokenSealed !== null && (account.tokenExpiresAt === null || account.tokenExpiresAt > new Date())
      return isUsable && account.tokenSealed !== null
        ? remember({ account, token: deps.secrets.open(account.tokenSealed) })
        : renew(account)
    },
    async refused({ account }) {
      cache.delete(account.id)
      if (account.kind === 'anonymous' && account.tokenSealed !== null)
        await dropToken(deps.db, account.id, account.tokenSealed)
    },
  }
}
