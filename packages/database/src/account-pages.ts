import type { Account } from './accounts.ts'
import type { Queryable, Row } from './connection.ts'
import type { Job } from './jobs.ts'
import { Conditions, type Page, type PageRequest, toPage } from './pages.ts'
import { fromRow } from './rows.ts'

/** An account without its secrets. */
export type AccountView = Pick<Account, 'id' | 'name' | 'kind' | 'tokenExpiresAt' | 'maxActiveJobs' | 'activeJobs'> & {
  /** Why its jobs wait, when some do. */
  readonly blocked: Job['blocked']
}

/** Newest first. Accounts are shared by all projects. */
export async function listAccounts(db: Queryable, page: Omit<PageRequest, 'projectId'>): Promise<Page<AccountView>> {
  const where = new Conditions(page.limit + 1).add(page.before, (before) => `a.id < ${before}`)
  const { rows } = await db.query<Row>(
    `SELECT a.id, a.name, a.kind, a.token_expires_at, a.max_active_jobs, a.active_jobs,
       (SELECT j.blocked FROM batches b JOIN jobs j ON j.batch_id = b.id AND j.status = 'blocked'
         WHERE b.account_id = a.id AND b.blocked > 0 LIMIT 1) AS blocked
     FROM accounts a WHERE true${where} ORDER BY a.id DESC LIMIT $1`,
    where.values,
  )
  return toPage(rows.map(fromRow<AccountView>), page.limit)
}
