import type { Queryable, Row } from './connection.ts'

/** What was counted under a key in its present window, by all processes together. */
export type CountedWindow = { readonly key: string; readonly count: number; readonly leftMs: number }

/** Adds counts to the windows of their keys, and begins windows that have ended anew; all in one statement. */
export async function addRequestCounts(
  db: Queryable,
  counts: ReadonlyMap<string, number>,
  windowMs: number,
): Promise<CountedWindow[]> {
  const { rows } = await db.query<Row & { key: string; count: number; left_ms: number }>(
    // in one order, so that two processes never wait for each other's rows
    `INSERT INTO request_counts AS known (key, count, ends_at)
     SELECT key, count, now() + $3 * interval '1 ms' FROM unnest($1::text[], $2::int[]) AS came (key, count) ORDER BY key
     ON CONFLICT (key) DO UPDATE SET
       count = excluded.count + CASE WHEN known.ends_at > now() THEN known.count ELSE 0 END,
       ends_at = CASE WHEN known.ends_at > now() THEN known.ends_at ELSE excluded.ends_at END
     RETURNING key, count, (extract(epoch FROM ends_at - now()) * 1000)::float AS left_ms`,
    [[...counts.keys()], [...counts.values()], windowMs],
  )
  return rows.map((row) => ({ key: row.key, count: row.count, leftMs: row.left_ms }))
}

/** Forgets windows that have ended. */
export async function dropEndedCounts(db: Queryable): Promise<void> {
  await db.query('DELETE FROM request_counts WHERE ends_at < now()')
}
