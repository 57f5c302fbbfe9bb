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
  /** There was more than one look takes: anything may have changed besides. */
  readonly isCut: boolean
  /** Of single projects. */
  readonly ofProjects: readonly { readonly projectId: string; readonly topic: ChangedTopic }[]
  readonly ofInstallation: readonly ChangedTopic[]
}

/** Of each table, of all projects: some 1 MB. */
const ROWS_PER_LOOK = 5_000

/** What the audit log calls the things that are changed by people alone. */
const AUDITED_TOPICS: Readonly<Record<string, ChangedTopic>> = {
  account: 'accounts',
  api_key: 'api_keys',
  project: 'projects',
}

/**
 * Rows that were committed since `$1`; without it none. Exact, in whatever order transactions that run side by side
 * commit. By the index on `xact` and nothing else: a condition more, or no limit, and Postgres may read the whole table
 * instead, as long as it has not learnt how old most rows are.
 */
const since = (table: string, columns: string, order = 'xact'): string =>
  `MATERIALIZED (
    SELECT ${columns} FROM ${table}
    WHERE xact >= pg_snapshot_xmin(COALESCE($1::pg_snapshot, pg_current_snapshot()))
      AND NOT pg_visible_in_snapshot(xact, COALESCE($1::pg_snapshot, pg_current_snapshot()))
    ORDER BY ${order} LIMIT ${ROWS_PER_LOOK})`

const LOOK = `WITH
  changed_events AS ${since('events', 'project_id, batch_id, job_id', 'xact, position')},
  changed_deliveries AS ${since('webhook_deliveries', 'project_id')},
  changed_endpoints AS ${since('webhook_endpoints', 'project_id')},
  audited AS ${since('audit_log', 'project_id, object_type')}
SELECT pg_current_snapshot()::text AS snapshot,
  GREATEST((SELECT count(*) FROM changed_events), (SELECT count(*) FROM changed_deliveries),
    (SELECT count(*) FROM changed_endpoints), (SELECT count(*) FROM audited)) = ${ROWS_PER_LOOK} AS is_cut,
  (SELECT json_agg(json_build_object('projectId', project_id, 'batchId', batch_id, 'jobId', job_id))
   FROM changed_events WHERE project_id = ANY ($2::text[])) AS subjects,
  (SELECT array_agg(DISTINCT project_id) FROM changed_deliveries WHERE project_id = ANY ($3::text[])) AS deliveries_of,
  (SELECT array_agg(DISTINCT project_id) FROM (
     SELECT project_id FROM changed_endpoints
     UNION ALL SELECT project_id FROM audited WHERE object_type = 'webhook_endpoint') changed
   WHERE project_id = ANY ($3)) AS endpoints_of,
  CASE WHEN $4::boolean THEN (SELECT array_agg(DISTINCT object_type) FROM audited) END AS audited,
  CASE WHEN $4 THEN (
    SELECT md5(COALESCE(string_agg(ROW(id, name, kind, token_expires_at, max_active_jobs, active_jobs, blocked, credits,
      credits_checked_at)::text, ',' ORDER BY id), '')) FROM accounts) END AS accounts,
  CASE WHEN $4 THEN (
    SELECT md5(COALESCE(string_agg(ROW(id, version, started_at, seen_at > now() - $5 * interval '1 ms')::text, ','
      ORDER BY id), '')) FROM workers) END AS workers`

type LookRow = Row & {
  snapshot: string
  is_cut: boolean
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
  last: ChangePlace | null,
  { jobsOf, webhooksOf, installation }: ChangeScope,
): Promise<CommittedChanges> {
  const values = [last?.snapshot ?? null, jobsOf, webhooksOf, installation, WORKER_SILENT_MS]
  const { rows } = await db.query<LookRow>(LOOK, values)
  const [row] = rows
  if (row === undefined) throw new Error('A look at changes gave no row')
  const { snapshot, accounts, workers, audited, subjects } = row
  return {
    place: { snapshot, accounts, workers },
    subjects: subjects ?? [],
    isCut: row.is_cut,
    ofProjects: [
      ...(row.endpoints_of ?? []).map((projectId) => ({ projectId, topic: 'webhook_endpoints' as const })),
      ...(row.deliveries_of ?? []).map((projectId) => ({ projectId, topic: 'webhook_deliveries' as const })),
    ],
    ofInstallation: [
      ...(isOther(last?.accounts, accounts) ? (['accounts'] as const) : []),
      ...(isOther(last?.workers, workers) ? (['workers'] as const) : []),
      ...(audited === null ? [] : (['audit_log'] as const)),
      ...(audited ?? []).flatMap((objectType) => AUDITED_TOPICS[objectType] ?? []),
    ],
  }
}

const isOther = (before: string | null | undefined, now: string | null): boolean =>
  typeof before === 'string' && now !== null && before !== now
