import type { JobErrorCode, JobStatus } from '@nemo-batch/domain'
import type { Queryable, Row } from './connection.ts'
import { HOLDS, patterns } from './job-search.ts'
import { Conditions } from './pages.ts'

/** Which jobs of a batch; what is left out leaves none out. */
export type BatchJobFilter = {
  readonly status?: JobStatus | undefined
  readonly errorCode?: JobErrorCode | undefined
  /** Found in reference, metadata, instruction and error text. */
  readonly text?: string | undefined
}

export type BatchJobs = { readonly sql: string; readonly values: unknown[] }

/** `FROM … WHERE …` of the jobs `j` of a batch that match; of a batch that is known to be the project's. */
export async function batchJobs(
  db: Queryable,
  batchId: string,
  { text, ...filter }: BatchJobFilter,
): Promise<BatchJobs> {
  if (text === undefined) {
    const where = matching(new Conditions(), batchId, filter)
    return { sql: `FROM jobs j WHERE true${where}`, values: where.values }
  }
  const ranges = await rangesHolding(db, batchId, text)
  const where = matching(
    new Conditions(
      ...patterns(text),
      ranges.map(({ first }) => first),
      ranges.map(({ last }) => last),
    ),
    batchId,
    filter,
  )
  // jobs are read, which is dear, only where their blocks hold the text
  const sql = `FROM unnest($3::text[], $4::text[]) AS range (first, last)
    CROSS JOIN LATERAL (SELECT * FROM jobs j WHERE j.id BETWEEN range.first AND range.last${where} OFFSET 0) j
    WHERE ${HOLDS}`
  return { sql, values: where.values }
}

/** The status as the index has it; and only what failed has an error. */
const matching = (
  where: Conditions,
  batchId: string,
  { status, errorCode }: Omit<BatchJobFilter, 'text'>,
): Conditions =>
  where
    .add(batchId, (batch) => `j.batch_id = ${batch}`)
    .add(status, (asked) => `job_attention(j.status) = job_attention(${asked})`)
    .add(
      errorCode === undefined ? undefined : 'failed',
      (failed) => `job_attention(j.status) = job_attention(${failed})`,
    )
    .add(errorCode, (code) => `j.error->>'code' = ${code}`)

type JobRange = { readonly first: string; readonly last: string }

/** Where the search would find the text, if at all; no job lies in two of these. */
async function rangesHolding(db: Queryable, batchId: string, text: string): Promise<JobRange[]> {
  const { rows } = await db.query<Row & JobRange>(
    `SELECT first_job_id AS first, last_job_id AS last FROM job_search_blocks
     WHERE batch_id = $1 AND (texts IS NULL OR strpos(texts, lower($2)) > 0)
     ORDER BY first_job_id`,
    [batchId, text],
  )
  const ranges: JobRange[] = []
  for (const { first, last } of rows) {
    const before = ranges.at(-1)
    if (before === undefined || first > before.last) ranges.push({ first, last })
    else if (last > before.last) ranges[ranges.length - 1] = { first: before.first, last }
  }
  return ranges
}
