import type { Queryable, Row } from '@nemo-batch/database'

const ENDINGS = `('job.completed', 'job.failed', 'job.canceled')`

/** Each job and batch has its whole story: numbered from 1 in the order of its commits, from its creation to its end. */
export async function checkEvents(db: Queryable): Promise<string[]> {
  return [...(await numbering(db)), ...(await jobStories(db)), ...(await batchStories(db)), ...(await lifeAfterEnd(db))]
}

/** In the order in which readers get them, the number of each event is its place. */
async function numbering(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<Row & { id: string; last_seq: number; seqs: number[] }>(
    `WITH subjects AS (SELECT id, last_seq FROM jobs UNION ALL SELECT id, last_seq FROM batches),
     placed AS (
       SELECT COALESCE(job_id, batch_id) AS subject_id, seq,
         row_number() OVER (PARTITION BY COALESCE(job_id, batch_id) ORDER BY xact, position) AS place
       FROM events)
     SELECT s.id, s.last_seq, array_remove(array_agg(p.seq ORDER BY p.place), NULL) AS seqs
     FROM subjects s LEFT JOIN placed p ON p.subject_id = s.id
     GROUP BY s.id, s.last_seq HAVING count(p.seq) <> s.last_seq OR bool_or(p.seq <> p.place) ORDER BY s.id`,
  )
  return rows.map(({ id, last_seq, seqs }) => {
    const sorted = [...seqs].sort((a, b) => a - b)
    const isWhole = sorted.length === last_seq && sorted.every((seq, index) => seq === index + 1)
    return isWhole
      ? `the events of ${id} were committed in the order ${list(seqs)}`
      : `${id} should have events 1 to ${last_seq} and has ${list(sorted)}`
  })
}

const SHOWN = 50
const list = (seqs: readonly number[]): string =>
  seqs.length === 0 ? 'none' : `${seqs.slice(0, SHOWN).join(', ')}${seqs.length > SHOWN ? ' …' : ''}`

type JobStory = Row & {
  id: string
  status: string
  code: string | null
  first: string | null
  last: string | null
  last_code: string | null
}

async function jobStories(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<JobStory>(
    `SELECT j.id, j.status, j.error->>'code' AS code, f.type AS first, l.type AS last, l.data->'error'->>'code' AS last_code
     FROM jobs j
     LEFT JOIN LATERAL (SELECT type FROM events WHERE job_id = j.id ORDER BY seq LIMIT 1) f ON true
     LEFT JOIN LATERAL (SELECT type, data FROM events WHERE job_id = j.id ORDER BY seq DESC LIMIT 1) l ON true
     ORDER BY j.id`,
  )
  return rows.flatMap((job) => [...beginning(job, 'job.queued'), ...jobEnd(job)])
}

const beginning = ({ id, first }: { id: string; first: string | null }, expected: string): string[] =>
  first === expected ? [] : [`the first event of ${id} is ${first ?? 'missing'}, not ${expected}`]

function jobEnd({ id, status, code, last, last_code }: JobStory): string[] {
  if (!['completed', 'failed', 'canceled'].includes(status)) return []
  if (last !== `job.${status}`) return [`${id} is ${status}, and its last event is ${last ?? 'missing'}`]
  if (status === 'failed' && last_code !== code)
    return [`${id} failed with ${code ?? 'no code'}, and its event says ${last_code ?? 'no code'}`]
  return []
}

async function batchStories(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<Row & { id: string; status: string; first: string | null; last: string | null }>(
    `SELECT b.id, b.status, f.type AS first, l.type AS last
     FROM batches b
     LEFT JOIN LATERAL (SELECT type FROM events WHERE batch_id = b.id AND job_id IS NULL ORDER BY seq LIMIT 1) f ON true
     LEFT JOIN LATERAL (SELECT type FROM events WHERE batch_id = b.id AND job_id IS NULL ORDER BY seq DESC LIMIT 1) l ON true
     ORDER BY b.id`,
  )
  return rows.flatMap((batch) => [
    ...beginning(batch, 'batch.created'),
    ...(['completed', 'canceled'].includes(batch.status) && batch.last !== `batch.${batch.status}`
      ? [`${batch.id} is ${batch.status}, and its last event is ${batch.last ?? 'missing'}`]
      : []),
  ])
}

/** An end is final: what comes behind it can only be a retry. */
async function lifeAfterEnd(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<Row & { job_id: string; ending: string; seq: number; next: string }>(
    `SELECT e.job_id, e.type AS ending, e.seq, n.type AS next
     FROM events e JOIN events n ON n.job_id = e.job_id AND n.seq = e.seq + 1
     WHERE e.type IN ${ENDINGS} AND n.type <> 'job.queued' ORDER BY e.job_id, e.seq`,
  )
  return rows.map(
    ({ job_id, ending, seq, next }) => `${job_id} went on with ${next} after its ${ending} (event ${seq})`,
  )
}
