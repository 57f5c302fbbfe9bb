import type { Queryable, Row } from './connection.ts'
import { WORKER_SILENT_MS } from './workers.ts'

/** What of the installation or of a project may have changed, besides batches and jobs. */
export type ChangedTopic =
  | 'accounts'
  | 'webhook_endpoints'
  | 'webhook_deliveries'
  | 'api_keys'
  | 'projects'
  | 'audit_log'
  | 'workers'

/** What to look at: of each kind only where somebody is there to be told. */
export type ChangeScope = {
  readonly jobsOf: readonly string[]
  readonly webhooksOf: readonly string[]
  readonly installation: boolean
}

/** Where a look ended. What is committed afterwards is in the next one, whenever it was written. */
export type ChangePlace = {
  /** As `pg_current_snapshot()` says it. */
  readonly snapshot: string
  /** Of the small tables that keep no trace of what is taken away, or of time that passes; null: not looked at. */
  readonly accounts: string | null
  readonly workers: string | null
}

export type CommittedChanges = {
  readonly place: ChangePlace
  readonly subjects: readonly { readonly projectId: string; readonly batchId: string; readonly jobId: string | null }[]
  /** There were more batches and jobs than are told. */
  readonly isCut: boolean
  /** Of single projects. */
  readonly ofProjects: readonly { readonly projectId: string; readonly topic: ChangedTopic }[]
  readonly ofInstallation: readonly ChangedTopic[]
}

/** Events of one look: some 1 MB. Whoever has more than this to tell says so, and readers read everything anew. */
const EVENTS_PER_LOOK = 5_000

/** What the audit log calls the things that are changed by people alone. */
const AUDITED_TOPICS: Readonly<Record<string, ChangedTopic>> = {
  account: 'accounts',
  api_key: 'api_keys',
  project: 'projects',
}

/** Committed since `$1`; without it nothing is. Exact, in whatever order transactions that run side by side commit. */
const SINCE = `xact >= pg_snapshot_xmin(COALESCE($1::pg_snapshot, pg_current_snapshot()))
  AND NOT pg_visible_in_snapshot(xact, COALESCE($1::pg_snapshot, pg_current_snapshot()))`

const LOOK = `SELECT pg_current_snapshot()::text AS snapshot,
  CASE WHEN $4::boolean THEN (
    SELECT md5(COALESCE(string_agg(ROW(id, name, kind, token_expires_at, max_active_jobs, active_jobs, blocked, credits,
      credits_checked_at)::text, ',' ORDER BY id), '')) FROM accounts) END AS accounts,
  CASE WHEN $4 THEN (
    SELECT md5(COALESCE(string_agg(ROW(id, version, started_at, seen_at > now() - $5 * interval '1 ms')::text, ','
      ORDER BY id), '')) FROM workers) END AS workers,
  CASE WHEN $4 THEN (SELECT array_agg(DISTINCT object_type) FROM audit_log WHERE ${SINCE}) END AS audited,
  (SELECT array_agg(DISTINCT project_id) FROM (
     SELECT project_id FROM webhook_endpoints WHERE ${SINCE}
     UNION ALL SELECT project_id FROM audit_log WHERE ${SINCE} AND object_type = 'webhook_endpoint') changed
   WHERE project_id = ANY ($3::text[])) AS endpoints_of,
  (SELECT array_agg(DISTINCT project_id) FROM webhook_deliveries
   WHERE ${SINCE} AND project_id = ANY ($3)) AS deliveries_of,
  (SELECT json_agg(changed) FROM (
     SELECT project_id AS "projectId", batch_id AS "batchId", job_id AS "jobId" FROM events
     WHERE ${SINCE} AND project_id = ANY ($2::text[]) LIMIT ${EVENTS_PER_LOOK}) changed) AS subjects`

type LookRow = Row & {
  snapshot: string
  accounts: string | null
  workers: string | null
  audited: string[] | null
  endpoints_of: string[] | null
  deliveries_of: string[] | null
  subjects: CommittedChanges['subjects'] | null
}

/** What was committed since the place where the last look ended; without one nothing, but where the next look begins. */
export async function readChangesSince(
  db: Queryable,
  since: ChangePlace | null,
  { jobsOf, webhooksOf, installation }: ChangeScope,
): Promise<CommittedChanges> {
  const values = [since?.snapshot ?? null, jobsOf, webhooksOf, installation, WORKER_SILENT_MS]
  const { rows } = await db.query<LookRow>(LOOK, values)
  const [row] = rows
  if (row === undefined) throw new Error('A look at changes gave no row')
  const { snapshot, accounts, workers, audited, endpoints_of, deliveries_of, subjects } = row
  return {
    place: { snapshot, accounts, workers },
    subjects: subjects ?? [],
    isCut: subjects?.length === EVENTS_PER_LOOK,
    ofProjects: [
      ...(endpoints_of ?? []).map((projectId) => ({ projectId, topic: 'webhook_endpoints' as const })),
      ...(deliveries_of ?? []).map((projectId) => ({ projectId, topic: 'webhook_deliveries' as const })),
    ],
    ofInstallation: [
      ...(isOther(since?.accounts, accounts) ? (['accounts'] as const) : []),
      ...(isOther(since?.workers, workers) ? (['workers'] as const) : []),
      ...(audited === null ? [] : (['audit_log'] as const)),
      ...(audited ?? []).flatMap((objectType) => AUDITED_TOPICS[objectType] ?? []),
    ],
  }
}

const isOther = (before: string | null | undefined, now: string | null): boolean =>
  typeof before === 'string' && now !== null && before !== now
