import { newId } from '@nemo-batch/runtime'
import type { Queryable, Row } from './connection.ts'
import { Conditions, type Page, type PageRequest, toPage } from './pages.ts'
import { fromRow } from './rows.ts'

export type Project = { readonly id: string; readonly name: string; readonly createdAt: Date }

export async function insertProject(tx: Queryable, name: string): Promise<Project> {
  const { rows } = await tx.query<Row>('INSERT INTO projects (id, name) VALUES ($1, $2) RETURNING *', [
    newId('proj'),
    name,
  ])
  return fromRow<Project>(rows[0] ?? {})
}

export async function findProject(db: Queryable, projectId: string): Promise<Project | null> {
  const { rows } = await db.query<Row>('SELECT * FROM projects WHERE id = $1', [projectId])
  return rows[0] === undefined ? null : fromRow<Project>(rows[0])
}

/** Newest first. */
export async function listProjects(db: Queryable, page: Omit<PageRequest, 'projectId'>): Promise<Page<Project>> {
  const where = new Conditions(page.limit + 1).add(page.before, (before) => `id < ${before}`)
  const { rows } = await db.query<Row>(
    `SELECT * FROM projects WHERE true${where} ORDER BY id DESC LIMIT $1`,
    where.values,
  )
  return toPage(rows.map(fromRow<Project>), page.limit)
}

/** @returns the project before and after; null when there is no such project */
export async function renameProject(
  tx: Queryable,
  projectId: string,
  name: string,
): Promise<{ readonly before: Project; readonly after: Project } | null> {
  const { rows } = await tx.query<Row>('SELECT * FROM projects WHERE id = $1 FOR UPDATE', [projectId])
  if (rows[0] === undefined) return null
  const before = fromRow<Project>(rows[0])
  await tx.query('UPDATE projects SET name = $2 WHERE id = $1', [projectId, name])
  return { before, after: { ...before, name } }
}
