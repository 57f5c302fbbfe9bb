import type { Queryable, Row } from './connection.ts'
import { JOB_COLUMNS, type JobView, withSteps } from './job-pages.ts'

/** Some jobs of a batch in the order in which they were sent; `last` is the place of the last of them. */
export type ResultPage = { readonly jobs: JobView[]; readonly last: number | null }

/** The jobs behind the place `after`, at most `limit`. Places count from 0 and never change; added jobs come behind. */
export async function readResults(
  db: Queryable,
  projectId: string,
  batchId: string,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<ResultPage> {
  const { rows } = await db.query<Row & { position: number }>(
    `SELECT ${JOB_COLUMNS}, j.position FROM jobs j WHERE j.batch_id = $1 AND j.project_id = $2 AND j.position > $3
     ORDER BY j.position LIMIT $4`,
    [batchId, projectId, after, limit],
  )
  return { jobs: await withSteps(db, rows), last: rows.at(-1)?.position ?? null }
}
