import type { Queryable, Row } from './connection.ts'

/** `public_url`: the base of links that are handed out. */
export type FactName = 'public_url'

/** What one process knows and the others need. */
export async function saveFact(db: Queryable, name: FactName, value: string): Promise<void> {
  await db.query(
    `INSERT INTO installation_facts (name, value) VALUES ($1, $2)
     ON CONFLICT (name) DO UPDATE SET value = excluded.value, updated_at = now()`,
    [name, value],
  )
}

export async function readFact(db: Queryable, name: FactName): Promise<string | null> {
  const { rows } = await db.query<Row & { value: string }>('SELECT value FROM installation_facts WHERE name = $1', [
    name,
  ])
  return rows[0]?.value ?? null
}
