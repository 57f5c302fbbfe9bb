import { type BatchJobFilter, batchJobs } from './batch-job-filter.ts'
import type { Queryable, Row } from './connection.ts'
import { jobsOfErrorGroup, type TimeSpan } from './error-groups.ts'

/** Many jobs at once: named, or of a batch, or that stand failed with an error of a group. */
export type JobSelection =
  | { readonly by: 'ids'; readonly jobIds: readonly string[] }
  | ({ readonly by: 'batch'; readonly batchId: string } & BatchJobFilter)
  | { readonly by: 'error_group'; readonly id: string; readonly span: TimeSpan }

export type ChosenJob = { readonly id: string; readonly batchId: string; readonly accountId: string }
export type ChosenJobs = {
  readonly jobs: readonly ChosenJob[]
  /** With those that the project does not have. */
  readonly count: number
}

/** The jobs of the project that a selection means; null when it names a batch that the project does not have. */
export async function chooseJobs(
  db: Queryable,
  projectId: string,
  selection: JobSelection,
): Promise<ChosenJobs | null> {
  switch (selection.by) {
    case 'ids':
      return { jobs: await findJobs(db, projectId, selection.jobIds), count: selection.jobIds.length }
    case 'error_group': {
      const jobs = await findJobs(db, projectId, await jobsOfErrorGroup(db, projectId, selection))
      return { jobs, count: jobs.length }
    }
    case 'batch': {
      const { batchId, ...filter } = selection
      const batch = await db.query('SELECT FROM batches WHERE id = $1 AND project_id = $2', [batchId, projectId])
      if (batch.rowCount === 0) return null
      const { sql, values } = await batchJobs(db, batchId, filter)
      const { rows } = await db.query<Row & ChosenJob>(`SELECT ${CHOSEN} ${sql} ORDER BY j.id`, values)
      return { jobs: rows, count: rows.length }
    }
  }
}

const CHOSEN = 'j.id, j.batch_id AS "batchId", j.account_id AS "accountId"'

async function findJobs(db: Queryable, projectId: string, jobIds: readonly string[]): Promise<ChosenJob[]> {
  const { rows } = await db.query<Row & ChosenJob>(
    `SELECT ${CHOSEN} FROM jobs j WHERE j.id = ANY($1) AND j.project_id = $2 ORDER BY j.id`,
    [jobIds, projectId],
  )
  return rows
}
