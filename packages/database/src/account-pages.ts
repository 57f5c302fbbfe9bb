import type { Account } from './accounts.ts'
import type { Queryable, Row } from './connection.ts'
import { Conditions, type Page, type PageRequest, toPage } from './pages.ts'
import { fromRow } from './rows.ts'

/** An account without its secrets. */
export type AccountView = Pick<
  Account,
  'id' | 'name' | 'kind' | 'tokenExpiresAt' | 'maxActiveJobs' | 'activeJobs' | 'blocked'
> & {
  readonly credits: { readonly available: number; readonly frozen: number; readonly total: number } | null
  readonly creditsCheckedAt: Date | null
  /** null while it is not blocked. */
  readonly blockedAt: Date | null
}

const ACCOUNT_COLUMNS = `a.id, a.name, a.kind, a.token_expires_at, a.max_active_jobs, a.active_jobs, a.blocked,
  a.blocked_at, a.credits, a.credits_checked_at`

export type AccountFilter = { readonly isBlocked?: boolean | undefined }

/** Newest first. Accounts are shared by all projects. */
export async function listAccounts(
  db: Queryable,
  page: Omit<PageRequest, 'projectId'> & AccountFilter,
): Promise<Page<AccountView>> {
  const where = new Conditions(page.limit + 1)
    .add(page.before, (before) => `a.id < ${before}`)
    .add(page.isBlocked, (isBlocked) => `(a.blocked IS NOT NULL) = ${isBlocked}`)
  const { rows } = await db.query<Row>(
    `SELECT ${ACCOUNT_COLUMNS} FROM accounts a WHERE true${where} ORDER BY a.id DESC LIMIT $1`,
    where.values,
  )
  return toPage(rows.map(fromRow<AccountView>), page.limit)
}

export async function findAccount(db: Queryable, accountId: string): Promise<AccountView | null> {
  const { rows } = await db.query<Row>(`SELECT ${ACCOUNT_COLUMNS} FROM accounts a WHERE a.id = $1`, [accountId])
  return rows[0] === undefined ? null : fromRow<AccountView>(rows[0])
}

/** The account that a job of the project runs on. */
export async function findJobAccount(db: Queryable, projectId: string, jobId: string): Promise<AccountView | null> {
  const { rows } = await db.query<Row>(
    `SELECT ${ACCOUNT_COLUMNS} FROM accounts a JOIN jobs j ON j.account_id = a.id WHERE j.id = $1 AND j.project_id = $2`,
    [jobId, projectId],
  )
  return rows[0] === undefined ? null : fromRow<AccountView>(rows[0])
}
