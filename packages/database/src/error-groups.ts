import { createHash } from 'node:crypto'
import {
  errorPattern,
  GROUPED_FAILURES,
  type JobError,
  type JobErrorCode,
  MAX_ERROR_GROUPS,
  SAMPLED_BATCHES,
} from '@nemo-batch/domain'
import type { Queryable, Row } from './connection.ts'
import { Conditions } from './pages.ts'
import { fromRow } from './rows.ts'

/** `to` is not in it. */
export type TimeSpan = { readonly from: Date; readonly to: Date }

/** Failures of a span that are the same but for names and numbers. */
export type ErrorGroupView = {
  readonly id: string
  readonly code: JobErrorCode
  /** With `…` for its variable parts. */
  readonly message: string
  /** Of the latest failure. */
  readonly error: JobError
  readonly sampleJobId: string
  readonly failures: number
  /** Jobs whose last word is one of these failures. */
  readonly jobsFailed: number
  readonly firstSeen: Date
  readonly lastSeen: Date
  readonly batchCount: number
  readonly batches: readonly { readonly id: string; readonly name: string | null }[]
}

export type ErrorGroups = {
  readonly groups: readonly ErrorGroupView[]
  readonly hasMore: boolean
  /** There are so many failures that earlier ones are not counted. */
  readonly isTruncated: boolean
}

/** The same failures have the same id at any time. */
const groupId = (code: string, pattern: string): string =>
  createHash('sha256').update(`${code}\n${pattern}`).digest('hex').slice(0, 32)

type AlikeFailures = {
  readonly code: JobErrorCode
  readonly message: string
  readonly failures: number
  readonly jobsFailed: number
  readonly firstSeen: Date
  readonly lastSeen: Date
  readonly lastPosition: number
  readonly batchIds: readonly string[]
}

/** The failures of a span, those that came last first; of the latest {@link GROUPED_FAILURES} there. */
export async function readErrorGroups(
  db: Queryable,
  projectId: string,
  { batchId, ...span }: TimeSpan & { readonly batchId?: string | undefined },
): Promise<ErrorGroups> {
  const { sql, values } = failuresOf(projectId, span, batchId)
  const { rows } = await db.query<Row>(
    `SELECT code, message, sum(failures)::int AS failures, sum(jobs_failed)::int AS jobs_failed, min(first_seen) AS first_seen,
       max(last_seen) AS last_seen, max(last_position) AS last_position, array_agg(batch_id) AS batch_ids
     FROM (
       SELECT code, message, batch_id, count(*) AS failures, count(*) FILTER (WHERE stands) AS jobs_failed,
         min(created_at) AS first_seen, max(created_at) AS last_seen, max(position) AS last_position
       FROM (${sql}) failures GROUP BY code, message, batch_id) per_batch
     GROUP BY code, message`,
    values,
  )
  const alike = rows.map(fromRow<AlikeFailures>)
  const groups = [...Map.groupBy(alike, ({ code, message }) => `${code}\n${errorPattern(message)}`).values()]
    .map(merge)
    .toSorted((one, other) => other.lastPosition - one.lastPosition)
  const told = groups.slice(0, MAX_ERROR_GROUPS)
  return {
    groups: await withLatest(db, told),
    hasMore: groups.length > told.length,
    isTruncated: alike.reduce((sum, { failures }) => sum + failures, 0) === GROUPED_FAILURES,
  }
}

function merge(alike: readonly AlikeFailures[]): AlikeFailures {
  const times = (of: 'firstSeen' | 'lastSeen'): Date[] =>
    alike.map((some) => some[of]).toSorted((one, other) => one.getTime() - other.getTime())
  const sum = (of: 'failures' | 'jobsFailed'): number => alike.reduce((total, some) => total + some[of], 0)
  const [any] = alike
  const [firstSeen] = times('firstSeen')
  const lastSeen = times('lastSeen').at(-1)
  if (any === undefined || firstSeen === undefined || lastSeen === undefined) throw new Error('a group is never empty')
  return {
    code: any.code,
    message: errorPattern(any.message),
    failures: sum('failures'),
    jobsFailed: sum('jobsFailed'),
    firstSeen,
    lastSeen,
    lastPosition: Math.max(...alike.map((some) => some.lastPosition)),
    batchIds: [...new Set(alike.flatMap((some) => some.batchIds))].toSorted().reverse(),
  }
}

/** With what the latest failure of each said, and the names of its newest batches. */
async function withLatest(db: Queryable, groups: readonly AlikeFailures[]): Promise<ErrorGroupView[]> {
  const latest = await db.query<Row & { position: number; job_id: string; error: JobError }>(
    `SELECT position, job_id, data->'error' AS error FROM events WHERE position = ANY($1)`,
    [groups.map((group) => group.lastPosition)],
  )
  const batches = await db.query<Row & { id: string; name: string | null }>(
    'SELECT id, name FROM batches WHERE id = ANY($1)',
    [groups.flatMap((group) => group.batchIds.slice(0, SAMPLED_BATCHES))],
  )
  const latestAt = new Map(latest.rows.map((row) => [row.position, row]))
  const names = new Map(batches.rows.map((row) => [row.id, row.name]))
  return groups.flatMap(({ lastPosition, batchIds, ...group }) => {
    const last = latestAt.get(lastPosition)
    if (last === undefined) return []
    const sample = batchIds.slice(0, SAMPLED_BATCHES).map((id) => ({ id, name: names.get(id) ?? null }))
    const id = groupId(group.code, group.message)
    return [{ ...group, id, error: last.error, sampleJobId: last.job_id, batchCount: batchIds.length, batches: sample }]
  })
}

/** The jobs that still stand failed with a failure of the group in the span, as {@link readErrorGroups} counts them. */
export async function jobsOfErrorGroup(
  db: Queryable,
  projectId: string,
  group: { readonly id: string; readonly span: TimeSpan },
): Promise<string[]> {
  const { sql, values } = failuresOf(projectId, group.span)
  const { rows } = await db.query<Row & { code: string; message: string; job_ids: string[] }>(
    `SELECT code, message, array_agg(job_id) AS job_ids FROM (${sql}) failures WHERE stands GROUP BY code, message`,
    values,
  )
  const ofGroup = rows.filter(({ code, message }) => groupId(code, errorPattern(message)) === group.id)
  return ofGroup.flatMap((row) => row.job_ids)
}

/** `stands`: nothing has happened to the job since. A failure and the end of its job are written at one time, in one transaction. */
function failuresOf(projectId: string, { from, to }: TimeSpan, batchId?: string) {
  const where = new Conditions(GROUPED_FAILURES, projectId)
    .add(from, (time) => `created_at >= ${time}`)
    .add(to, (time) => `created_at < ${time}`)
    .add(batchId, (batch) => `batch_id = ${batch}`)
  const sql = `
    SELECT e.position, e.job_id, e.batch_id, e.created_at, e.code, e.message, j.id IS NOT NULL AS stands
    FROM (
      SELECT position, job_id, batch_id, created_at, data->'error'->>'code' AS code, data->'error'->>'message' AS message
      FROM events WHERE type = 'job.failed' AND project_id = $2${where} ORDER BY created_at DESC LIMIT $1) e
    LEFT JOIN jobs j ON j.project_id = $2 AND j.status = 'failed' AND j.completed_at = e.created_at AND j.id = e.job_id`
  return { sql, values: where.values }
}
