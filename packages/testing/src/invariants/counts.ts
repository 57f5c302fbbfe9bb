import type { Queryable, Row } from '@nemo-batch/database'

const STATUSES = ['queued', 'running', 'blocked', 'completed', 'failed', 'canceled']

/** The counts and credits of each batch and the slots of each account are what counting their jobs gives. */
export async function checkCounts(db: Queryable): Promise<string[]> {
  return [...(await batchCounts(db)), ...(await batchCredits(db)), ...(await accountSlots(db))]
}

async function batchCounts(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<Row & { id: string; status: string; kept: number; counted: number }>(
    `SELECT b.id, c.status, c.kept, count(j.id)::int AS counted
     FROM batches b
     CROSS JOIN LATERAL (VALUES ${STATUSES.map((status) => `('${status}', b.${status})`).join(', ')}) AS c (status, kept)
     LEFT JOIN jobs j ON j.batch_id = b.id AND j.status = c.status
     GROUP BY b.id, c.status, c.kept HAVING count(j.id) <> c.kept ORDER BY b.id, c.status`,
  )
  return rows.map(({ id, status, kept, counted }) => `${id} counts ${kept} ${status} jobs and has ${counted}`)
}

async function batchCredits(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<Row & { id: string; credits_settled: number; spent: number }>(
    `SELECT b.id, b.credits_settled, COALESCE(sum(j.credits_spent), 0)::int AS spent
     FROM batches b LEFT JOIN jobs j ON j.batch_id = b.id AND j.status NOT IN ('running', 'blocked')
     GROUP BY b.id HAVING COALESCE(sum(j.credits_spent), 0) <> b.credits_settled ORDER BY b.id`,
  )
  return rows.map(({ id, credits_settled, spent }) => `${id} has settled ${credits_settled} credits, its jobs ${spent}`)
}

async function accountSlots(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<Row & { id: string; active_jobs: number; running: number }>(
    `SELECT a.id, a.active_jobs, count(j.id)::int AS running
     FROM accounts a LEFT JOIN jobs j ON j.account_id = a.id AND j.status = 'running'
     GROUP BY a.id HAVING count(j.id) <> a.active_jobs ORDER BY a.id`,
  )
  return rows.map(({ id, active_jobs, running }) => `${id} counts ${active_jobs} active jobs and has ${running}`)
}
