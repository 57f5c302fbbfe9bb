import type { Queryable, Row } from '@nemo-batch/database'

const ENDED = `b.status IN ('completed', 'canceled')`
const LEFT = 'b.queued + b.running + b.blocked'

const RULES = [
  ['has ended before its jobs', `${ENDED} AND ${LEFT} > 0`],
  ['has not ended with its jobs', `NOT ${ENDED} AND ${LEFT} = 0 AND (NOT b.is_open OR b.canceled_at IS NOT NULL)`],
  ['has ended and takes more jobs', `${ENDED} AND b.is_open`],
  ['does not know when it ended', `${ENDED} <> (b.completed_at IS NOT NULL)`],
  ['has begun before its time', 'b.is_scheduled AND b.running + b.blocked + b.completed + b.failed > 0'],
  ['waits for its time and says something else', `b.is_scheduled AND b.status NOT IN ('scheduled', 'paused')`],
  ['says that it waits for its time and does not', `b.status = 'scheduled' AND NOT b.is_scheduled`],
] as const

/** What a batch says of itself follows from its jobs and from what was asked of it; its jobs stand in one row. */
export async function checkBatchStates(db: Queryable): Promise<string[]> {
  return [...(await statuses(db)), ...(await positions(db))]
}

async function statuses(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<Row & { id: string; status: string; what: string }>(
    `SELECT b.id, b.status, rule.what FROM batches b
     CROSS JOIN LATERAL (VALUES ${RULES.map(([what, isBroken]) => `('${what}', ${isBroken})`).join(', ')}) AS rule (what, is_broken)
     WHERE rule.is_broken ORDER BY b.id, rule.what`,
  )
  return rows.map(({ id, status, what }) => `${id} (${status}) ${what}`)
}

async function positions(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<Row & { id: string; jobs: number; last: number }>(
    `SELECT batch_id AS id, count(*)::int AS jobs, max(position) AS last FROM jobs
     GROUP BY batch_id HAVING count(*) <> max(position) + 1 OR min(position) <> 0 ORDER BY batch_id`,
  )
  return rows.map(({ id, jobs, last }) => `${id} has ${jobs} jobs, and the last stands at ${last}`)
}
