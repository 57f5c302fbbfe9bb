import type { Queryable, Row } from './connection.ts'
import { type JobFilter, jobConditions } from './job-filter.ts'
import { containing, type PageRequest } from './pages.ts'

export type JobSearch = PageRequest & JobFilter & { readonly text: string }

/**
 * The newest jobs, that are looked through before the index is asked: they are enough for terms that many jobs hold. If a
 * walk that is four times as long promises to fill the page, it is taken too: other filters may leave few jobs of those
 * that the index names.
 */
const JOBS_WALKED = 1_000
const JOBS_WALKED_ON = 4 * JOBS_WALKED
/** Blocks of jobs that the first look into the index brings; each further look brings four times as many. */
const FIRST_BLOCKS = 16

/**
 * The jobs that hold the text, whatever its case, as a part of their reference, of a key or value of their metadata, of
 * an instruction, or of code or message of their error. The index only tells where to look; what is found was read in
 * the jobs themselves.
 * @returns ids, newest first, one more than the page holds when there are more
 */
export async function searchJobs(db: Queryable, search: JobSearch): Promise<string[]> {
  const wanted = search.limit + 1
  const found = new Set<string>()
  const walk = async (before: string | null, jobs: number): Promise<string | null> => {
    const { held, reached } = await walkNewest(db, { ...search, before }, jobs)
    for (const id of held) found.add(id)
    return reached
  }
  let before = await walk(search.before, JOBS_WALKED)
  const isPromising = found.size * (1 + JOBS_WALKED_ON / JOBS_WALKED) >= wanted
  if (before !== null && found.size < wanted && isPromising) before = await walk(before, JOBS_WALKED_ON)
  if (before !== null && found.size < wanted) await askIndex(db, { ...search, before }, found)
  return [...found].sort().reverse().slice(0, wanted)
}

type Walk = {
  /** Those that hold the text. */
  readonly held: string[]
  /** Where it ended; null when there are no more jobs. */
  readonly reached: string | null
}

async function walkNewest(db: Queryable, search: JobSearch, jobs: number): Promise<Walk> {
  const where = jobConditions(search, ...patterns(search.text), jobs)
  const { rows } = await db.query<Row & { held: string[] | null; walked: number; reached: string }>(
    `SELECT array_agg(j.id) FILTER (WHERE ${HOLDS}) AS held, count(*)::int AS walked, min(j.id) AS reached
     FROM (SELECT j.id, j.reference, j.metadata, j.error FROM jobs j WHERE true${where} ORDER BY j.id DESC LIMIT $3) j`,
    where.values,
  )
  const [row] = rows
  return { held: row?.held ?? [], reached: row?.walked === jobs ? row.reached : null }
}

/** Adds to `found` what lies behind `before`, until enough of it is certain to be the newest. */
async function askIndex(db: Queryable, search: JobSearch & { before: string }, found: Set<string>): Promise<void> {
  let skipped = 0
  for (let blocks = FIRST_BLOCKS; ; blocks *= 4) {
    const look = await lookIntoBlocks(db, search, skipped, blocks)
    for (const id of look.found) found.add(id)
    // blocks of batches that came in at the same time lie among one another
    const isCertain = (id: string): boolean => look.reached !== null && id >= look.reached
    if (look.blocks < blocks || [...found].filter(isCertain).length > search.limit) return
    skipped += blocks
  }
}

type Look = {
  readonly found: string[]
  readonly blocks: number
  /** Jobs of further blocks are not newer than this. */
  readonly reached: string | null
}

async function lookIntoBlocks(
  db: Queryable,
  search: JobSearch & { before: string },
  skipped: number,
  blocks: number,
): Promise<Look> {
  const where = jobConditions(
    search,
    ...patterns(search.text),
    search.projectId,
    search.before,
    skipped,
    blocks,
    search.text,
  )
  const { rows } = await db.query<Row & { found: string[] | null; blocks: number; reached: string | null }>(
    `WITH blocks AS MATERIALIZED (SELECT * FROM search_blocks($3, $7, $4, $5, $6))
     SELECT count(*)::int AS blocks, min(last_job_id) AS reached,
       (SELECT array_agg(DISTINCT held.id) FROM blocks b CROSS JOIN LATERAL (
         SELECT j.id FROM jobs j WHERE j.batch_id = b.batch_id AND j.id BETWEEN b.first_job_id AND b.last_job_id${where}
           AND ${HOLDS} OFFSET 0) held) AS found
     FROM blocks`,
    where.values,
  )
  const [row] = rows
  return { found: row?.found ?? [], blocks: row?.blocks ?? 0, reached: row?.reached ?? null }
}

/**
 * Whether a job `j` holds the text. The metadata is looked through as JSON first, which is cheap and sees too much: signs
 * between its keys and values. The steps are asked in a form that is never turned into a scan of all steps there are.
 */
export const HOLDS = `(COALESCE(j.reference ILIKE $1, false)
  OR (j.metadata::text ILIKE $2
    AND EXISTS (SELECT 1 FROM jsonb_each_text(j.metadata) m WHERE m.key ILIKE $1 OR m.value ILIKE $1))
  OR COALESCE((SELECT bool_or(s.instruction ILIKE $1) FROM job_steps s WHERE s.job_id = j.id), false)
  OR COALESCE(j.error->>'code' ILIKE $1 OR j.error->>'message' ILIKE $1, false))`

/** The text as it is, and as it stands in JSON. */
export const patterns = (text: string): [string, string] => [
  containing(text),
  containing(JSON.stringify(text).slice(1, -1)),
]
