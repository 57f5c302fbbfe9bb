import type { Queryable, Row } from '@nemo-batch/database'

const ENDED = `j.status IN ('completed', 'failed', 'canceled')`

const UNFINISHED = ['has not come to its end', `j.status IN ('queued', 'running')`] as const

const RULES = [
  ['is blocked without a reason', `j.status = 'blocked' AND COALESCE(j.blocked->>'reason', '') = ''`],
  ['failed without an error code', `j.status = 'failed' AND COALESCE(j.error->>'code', '') = ''`],
  ['completed with an error', `j.status = 'completed' AND j.error IS NOT NULL`],
  ['runs in no stage', `j.status = 'running' AND j.stage IS NULL`],
  ['runs without a wake-up', `j.status = 'running' AND j.wake_at IS NULL`],
  ['is held by a lease that has no use', `(${ENDED} OR j.status = 'queued') AND j.lease_token IS NOT NULL`],
  ['has a wake-up after its end', `${ENDED} AND j.wake_at IS NOT NULL`],
  ['ended without a time of ending', `${ENDED} AND j.completed_at IS NULL`],
] as const

/** Each job has ended or is visibly blocked, and no row is left in a state out of which nothing leads. */
export async function checkJobStates(db: Queryable, allowsUnfinished: boolean): Promise<string[]> {
  const rules = allowsUnfinished ? RULES : [UNFINISHED, ...RULES]
  const { rows } = await db.query<Row & { id: string; status: string; what: string }>(
    `SELECT j.id, j.status, rule.what FROM jobs j
     CROSS JOIN LATERAL (VALUES ${rules.map(([what, isBroken]) => `('${what}', ${isBroken})`).join(', ')}) AS rule (what, is_broken)
     WHERE rule.is_broken ORDER BY j.id, rule.what`,
  )
  return rows.map(({ id, status, what }) => `${id} (${status}) ${what}`)
}
