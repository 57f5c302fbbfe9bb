import { newId } from '@nemo-batch/runtime'
import type { Database, Queryable, Row } from './connection.ts'
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
  createdAt: Date
}

export type DefaultAccount = {
  readonly kind: Account['kind']
  readonly clientId: string | null
  readonly tokenSealed: string | null
  readonly maxActiveJobs: number
}

const ACCOUNT_LOCK = 7_204_001

/**
 * The account that jobs run on, made at the first start and brought up to the settings at each later one.
 * The client id of an anonymous account is kept for ever: one token per client id and week is all the provider gives.
 */
export async function ensureDefaultAccount(tx: Queryable, wanted: DefaultAccount): Promise<Account> {
  await tx.query('SELECT pg_advisory_xact_lock($1)', [ACCOUNT_LOCK])
  const found = await tx.query<Row>('SELECT * FROM accounts WHERE kind = $1 ORDER BY created_at LIMIT 1', [wanted.kind])
  const { rows } =
    found.rows[0] === undefined
      ? await tx.query<Row>(
          `INSERT INTO accounts (id, name, kind, client_id, token_sealed, max_active_jobs)
           VALUES ($1, 'Default', $2, $3, $4, $5) RETURNING *`,
          [newId('acct'), wanted.kind, wanted.clientId, wanted.tokenSealed, wanted.maxActiveJobs],
        )
      : await tx.query<Row>(
          `UPDATE accounts SET max_active_jobs = $2, token_sealed = COALESCE($3, token_sealed),
             client_id = COALESCE(client_id, $4)
           WHERE id = $1 RETURNING *`,
          [found.rows[0].id, wanted.maxActiveJobs, wanted.tokenSealed, wanted.clientId],
        )
  return fromRow<Account>(rows[0] ?? {})
}

export async function findAccount(db: Database, accountId: string): Promise<Account | null> {
  const account = await db.prisma.account.findUnique({ where: { id: accountId } })
  return account === null ? null : { ...account, kind: account.kind === 'token' ? 'token' : 'anonymous' }
}

/** True for the one worker that may ask for a token now; the others wait for its result. Ends by itself. */
export async function takeTokenLease(db: Queryable, accountId: string, leaseMs: number): Promise<boolean> {
  const { rowCount } = await db.query(
    `UPDATE accounts SET token_lease_until = now() + $2 * interval '1 ms'
     WHERE id = $1 AND (token_lease_until IS NULL OR token_lease_until < now())
       AND (token_sealed IS NULL OR token_expires_at < now() + interval '5 minutes')`,
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
