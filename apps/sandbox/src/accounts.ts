import { randomBytes, randomUUID } from 'node:crypto'
import { refuse } from './errors.ts'

const TOKEN_LIFE_MS = 7 * 24 * 3_600_000

/** What an account may do: `free` ones edit, and are answered 402 when they export. */
export const PLANS = ['free', 'pro'] as const
export type Plan = (typeof PLANS)[number]

export type Account = { readonly id: string; available: number; frozen: number; spent: number; plan: Plan }
export type IssuedToken = { token: string; userId: string; credits: number; expiresAt: string }

type Token = { readonly value: string; readonly userId: string; readonly expiresAtMs: number; isRevoked: boolean }

/** Accounts, their tokens and their credits. */
export class Accounts {
  readonly #initialCredits: number
  readonly #isStrict: boolean
  readonly #accounts = new Map<string, Account>()
  readonly #tokens = new Map<string, Token>()
  readonly #byClientId = new Map<string, { userId: string; token: Token }>()
  #planOfNew: Plan = 'pro'

  constructor(options: { initialCredits: number; strictTokens: boolean; registeredToken: string | undefined }) {
    this.#initialCredits = options.initialCredits
    this.#isStrict = options.strictTokens
    if (options.registeredToken !== undefined)
      this.#remember({
        value: options.registeredToken,
        userId: this.#open('user_registered').id,
        expiresAtMs: Number.POSITIVE_INFINITY,
        isRevoked: false,
      })
  }

  /**
   * One token per client id for 7 days. Asked again, the same valid token is answered, or 429 when strict. A revoked or
   * expired one is replaced, for the same account with the credits it has left.
   */
  issueAnonymous(clientId: string, nowMs = Date.now()): IssuedToken {
    const known = this.#byClientId.get(clientId)
    if (known !== undefined && !known.token.isRevoked && known.token.expiresAtMs > nowMs) {
      if (this.#isStrict) throw refuse.rateLimit(Math.ceil((known.token.expiresAtMs - nowMs) / 1000))
      return this.#describe(known.token)
    }
    const userId = known?.userId ?? this.#open(`anon_${randomUUID().replaceAll('-', '').slice(0, 20)}`).id
    const token: Token = {
      value: `nmv_usr_${randomBytes(24).toString('base64url')}`,
      userId,
      expiresAtMs: nowMs + TOKEN_LIFE_MS,
      isRevoked: false,
    }
    this.#remember(token)
    this.#byClientId.set(clientId, { userId, token })
    return this.#describe(token)
  }

  /** @throws NemoRefusal 1001 */
  identify(authorization: string | undefined, nowMs = Date.now()): Account {
    const account = this.find(authorization, nowMs)
    if (account === null) throw refuse.token()
    return account
  }

  /** Whose bearer it is, or null when the token is unknown, revoked or expired. */
  find(authorization: string | undefined, nowMs = Date.now()): Account | null {
    const [scheme, value] = (authorization ?? '').split(' ', 2)
    const token = scheme?.toLowerCase() === 'bearer' && value !== undefined ? this.#tokens.get(value) : undefined
    if (token === undefined || token.isRevoked || token.expiresAtMs <= nowMs) return null
    return this.#account(token.userId)
  }

  /** Holds credits for work in progress. @throws NemoRefusal 2001 */
  freeze(userId: string, credits: number): void {
    const account = this.#account(userId)
    if (account.available < credits) throw refuse.credits(credits, account.available)
    account.available -= credits
    account.frozen += credits
  }

  charge(userId: string, credits: number): void {
    const account = this.#account(userId)
    account.frozen = Math.max(0, account.frozen - credits)
    account.spent += credits
  }

  release(userId: string, credits: number): void {
    const account = this.#account(userId)
    account.frozen = Math.max(0, account.frozen - credits)
    account.available += credits
  }

  /** Sets what one account has, or all of them; returns how many were found. */
  setAvailable(available: number, userId?: string): number {
    const chosen = userId === undefined ? [...this.#accounts.values()] : [this.#accounts.get(userId)]
    const found = chosen.filter((account) => account !== undefined)
    for (const account of found) account.available = available
    return found.length
  }

  /** Sets the plan of one account; without a user id, that of all accounts there are and are to come. */
  setPlan(plan: Plan, userId?: string): number {
    if (userId === undefined) this.#planOfNew = plan
    const chosen = this.all().filter((account) => userId === undefined || account.id === userId)
    for (const account of chosen) account.plan = plan
    return chosen.length
  }

  /** @throws NemoRefusal 402 */
  requireExports(userId: string): void {
    if (this.#account(userId).plan === 'free') throw refuse.plan('the free plan')
  }

  /** Makes tokens bad, of one account or of all. */
  revoke(userId?: string): number {
    const chosen = [...this.#tokens.values()].filter(
      (token) => !token.isRevoked && (userId === undefined || token.userId === userId),
    )
    for (const token of chosen) token.isRevoked = true
    return chosen.length
  }

  dump() {
    return {
      accounts: this.all(),
      tokens: [...this.#tokens.values()].filter((token) => Number.isFinite(token.expiresAtMs)),
      clients: [...this.#byClientId].map(([clientId, { userId, token }]) => ({ clientId, userId, token: token.value })),
      planOfNew: this.#planOfNew,
    }
  }

  /** Takes in what was dumped. What was frozen then is given back: the work it was for has ended undone. */
  restore({ accounts, tokens, clients, planOfNew }: ReturnType<Accounts['dump']>): void {
    this.#planOfNew = planOfNew
    for (const account of accounts)
      this.#accounts.set(account.id, { ...account, available: account.available + account.frozen, frozen: 0 })
    for (const token of tokens) this.#remember(token)
    for (const { clientId, userId, token: value } of clients) {
      const token = this.#tokens.get(value)
      if (token !== undefined) this.#byClientId.set(clientId, { userId, token })
    }
  }

  all(): readonly Account[] {
    return [...this.#accounts.values()]
  }

  #account(userId: string): Account {
    const account = this.#accounts.get(userId)
    if (account === undefined) throw refuse.token()
    return account
  }

  #open(id: string): Account {
    const account: Account = { id, available: this.#initialCredits, frozen: 0, spent: 0, plan: this.#planOfNew }
    this.#accounts.set(id, account)
    return account
  }

  #remember(token: Token): void {
    this.#tokens.set(token.value, token)
  }

  #describe(token: Token): IssuedToken {
    return {
      token: token.value,
      userId: token.userId,
      credits: this.#account(token.userId).available,
      expiresAt: new Date(token.expiresAtMs).toISOString(),
    }
  }
}
