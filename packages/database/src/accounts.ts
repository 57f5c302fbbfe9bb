import { newId, type SecretBox } from '@nemo-batch/runtime'
import { unblockAccount } from './account-blocks.ts'
import { RATE_LEVEL_NOW } from './account-lock.ts'
import type { Database, Queryable, Row } from './connection.ts'
import type { JobBlock } from './jobs.ts'
import { fromRow } from './rows.ts'

export type Account = {
  id: string
  name: string
  kind: 'anonymous' | 'token'
  clientId: string | null
  userId: string | null
  tokenSealed: string | null
  tokenExpiresAt: Date | null
  maxActiveJobs: number
  activeJobs: number
  /** Why its jobs wait; null while they can go on. */
  blocked: JobBlock | null
  createdAt: Date
}

export type DefaultAccount = {
  readonly kind: Account['kind']
  readonly clientId: string | null
  readonly tokenSealed: string | null
  /** Whether a stored token is the one of the settings; a new one ends a block for rejected credentials. */
  readonly isSameToken: (sealed: string) => boolean
  readonly maxActiveJobs: number
}

/** The default account as the settings want it: a token of one's own, or an anonymous account under the client id. */
export const wantedAccount = (
  settings: { readonly token: string | undefined; readonly clientId: string; readonly maxActiveJobs: number },
  secrets: SecretBox,
): DefaultAccount => {
  const { token, clientId, maxActiveJobs } = settings
  return token === undefined
    ? { kind: 'anonymous', clientId, tokenSealed: null, isSameToken: () => false, maxActiveJobs }
    : {
        kind: 'token',
        clientId: null,
        tokenSealed: secrets.seal(token),
        isSameToken: (sealed) => secrets.holds(sealed, token),
        maxActiveJobs,
      }
}

const ACCOUNT_LOCK = 7_204_001

/**
 * The account of the settings, made at the first start and brought up to them at each later one.
 * The client id of an anonymous account is kept for ever: one token per client id and week is all the provider gives.
 */
export async function ensureDefaultAccount(tx: Queryable, wanted: DefaultAccount): Promise<Account> {
  await tx.query('SELECT pg_advisory_xact_lock($1)', [ACCOUNT_LOCK])
  const found = await tx.query<Row>('SELECT * FROM accounts WHERE kind = $1 AND is_default', [wanted.kind])
  const known = found.rows[0] === undefined ? null : fromRow<Account>(found.rows[0])
  const { rows } =
    known === null
      ? await tx.query<Row>(
          `INSERT INTO accounts (id, name, kind, client_id, token_sealed, max_active_jobs, is_default)
           VALUES ($1, 'Default', $2, $3, $4, $5, true) RETURNING *`,
          [newId('acct'), wanted.kind, wanted.clientId, wanted.tokenSealed, wanted.maxActiveJobs],
        )
      : await tx.query<Row>(
          `UPDATE accounts SET max_active_jobs = $2, client_id = COALESCE(client_id, $3) WHERE id = $1 RETURNING *`,
          [known.id, wanted.maxActiveJobs, wanted.clientId],
        )
  if (known !== null && wanted.tokenSealed !== null) await replaceToken(tx, known, wanted)
  return fromRow<Account>(rows[0] ?? {})
}

async function replaceToken(tx: Queryable, known: Account, wanted: DefaultAccount): Promise<void> {
  if (known.tokenSealed !== null && wanted.isSameToken(known.tokenSealed)) return
  await tx.query('UPDATE accounts SET token_sealed = $2 WHERE id = $1', [known.id, wanted.tokenSealed])
  if (known.blocked?.reason === 'credentials_rejected') await unblockAccount(tx, known.id)
}

export type AccountState = Account & {
  /** Whether there is a token that has not expired, by the database's clock. */
  readonly hasToken: boolean
  /** How long every call must wait, in ms; 0 for not at all. */
  readonly pausedMs: number
}

/** What all workers share of an account, as it is now. */
export async function loadAccountState(db: Queryable, accountId: string): Promise<AccountState | null> {
  const { rows } = await db.query<Row>(
    `SELECT *, token_sealed IS NOT NULL AND (token_expires_at IS NULL OR token_expires_at > now()) AS has_token,
       GREATEST(0, ceil(extract(epoch FROM paused_until - now()) * 1000))::int AS paused_ms
     FROM accounts WHERE id = $1`,
    [accountId],
  )
  if (rows[0] === undefined) return null
  const state = fromRow<AccountState>(rows[0])
  return { ...state, pausedMs: state.pausedMs ?? 0 }
}

const MAX_PAUSE_MS = 15 * 60_000
const MAX_RATE_LEVEL = 6

/**
 * Slows a whole account down after repeated 429s: nothing of it calls until the pause is over, each further time twice
 * as long, and then with half of its slots. Jobs that hit the limit together count as one.
 * @returns the pause that is in force now, in ms
 */
export async function slowAccount(db: Queryable, accountId: string, delayMs: number): Promise<number> {
  await db.query(
    `UPDATE accounts SET rate_level = LEAST(${MAX_RATE_LEVEL}, ${RATE_LEVEL_NOW} + 1), rate_limited_at = now(),
       paused_until = now() + LEAST(${MAX_PAUSE_MS}, $2 * 2 ^ (${RATE_LEVEL_NOW})) * interval '1 ms'
     WHERE id = $1 AND (paused_until IS NULL OR paused_until <= now())`,
    [accountId, delayMs],
  )
  return (await loadAccountState(db, accountId))?.pausedMs ?? 0
}

/** True for the one worker that may ask for a token now; the others wait for its result. Ends by itself. */
export async function takeTokenLease(db: Queryable, accountId: string, leaseMs: number): Promise<boolean> {
  const { rowCount } = await db.query(
    `UPDATE accounts SET token_lease_until = now() + $2 * interval '1 ms'
     WHERE id = $1 AND (token_lease_until IS NULL OR token_lease_until < now())
       AND (token_sealed IS NULL OR token_expires_at <= now())`,
    [accountId, leaseMs],
  )
  return rowCount === 1
}

export async function saveToken(
  db: Database,
  accountId: string,
  token: { sealed: string; userId: string | null; expiresAt: Date | null },
): Promise<void> {
  await db.prisma.account.update({
    where: { id: accountId },
    data: { tokenSealed: token.sealed, userId: token.userId, tokenExpiresAt: token.expiresAt, tokenLeaseUntil: null },
  })
}

/** Forgets a token that the provider refused, unless it was already replaced by another worker. */
export async function dropToken(db: Database, accountId: string, refusedSealed: string): Promise<void> {
  await db.prisma.account.updateMany({
    where: { id: accountId, tokenSealed: refusedSealed },
    data: { tokenSealed: null, tokenExpiresAt: null },
  })
}

/** Lets another worker ask for a token: this one did not get any. */
export async function dropTokenLease(db: Queryable, accountId: string): Promise<void> {
  await db.query('UPDATE accounts SET token_lease_until = NULL WHERE id = $1', [accountId])
}
