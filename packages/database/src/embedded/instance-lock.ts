import { link, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { EmbeddedPostgresError, errnoOf } from './errors.ts'
import { startMark } from './process-identity.ts'

const LOCK_FILE = 'instance.lock'
/** Replacing a dead holder's lock takes a millisecond; a guard this old belongs to somebody who died doing it. */
const GUARD_STALE_AFTER_MS = 10_000
const GUARD_RETRY_MS = 50

type Holder = { readonly pid: number; readonly mark: string }

/**
 * One instance per data folder. The holder is known by its pid and its start, so neither a killed holder nor a reused
 * pid blocks the folder.
 * @returns what releases the lock
 * @throws EmbeddedPostgresError `embedded_postgres_in_use`
 */
export async function lockInstance(folder: string): Promise<() => Promise<void>> {
  const lock = path.join(folder, LOCK_FILE)
  const mine: Holder = { pid: process.pid, mark: startMark(process.pid) ?? '' }
  const draft = `${lock}.${process.pid}.${Math.random().toString(36).slice(2)}`
  await writeFile(draft, JSON.stringify(mine), { mode: 0o644 })
  try {
    // A link appears with its content or not at all, which `open` with O_EXCL followed by a write does not.
    if (!(await linked(draft, lock))) await replaceDeadHolder(lock, draft, folder)
  } finally {
    await rm(draft, { force: true })
  }
  return async () => {
    if (isSame(await readHolder(lock), mine)) await rm(lock, { force: true })
  }
}

async function replaceDeadHolder(lock: string, draft: string, folder: string): Promise<void> {
  const guard = `${lock}.replacing`
  while (!(await linked(draft, guard))) {
    refuseIfHeld(await readHolder(lock), folder)
    const since = await stat(guard).catch(() => undefined)
    if (since !== undefined && Date.now() - since.mtimeMs > GUARD_STALE_AFTER_MS) await rm(guard, { force: true })
    await new Promise((resolve) => setTimeout(resolve, GUARD_RETRY_MS))
  }
  try {
    refuseIfHeld(await readHolder(lock), folder)
    await rename(draft, lock)
  } finally {
    await rm(guard, { force: true })
  }
}

function refuseIfHeld(holder: Holder | undefined, folder: string): void {
  if (holder === undefined || startMark(holder.pid) !== holder.mark) return
  throw new EmbeddedPostgresError(
    'embedded_postgres_in_use',
    `The database in ${folder} is in use by process ${holder.pid}. Stop that one first, or set another DATA_DIR.`,
  )
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false
    throw error
  }
}

async function readHolder(lock: string): Promise<Holder | undefined> {
  try {
    const holder: unknown = JSON.parse(await readFile(lock, 'utf8'))
    return isHolder(holder) ? holder : undefined
  } catch {
    return undefined
  }
}

function isHolder(value: unknown): value is Holder {
  if (typeof value !== 'object' || value === null || !('pid' in value) || !('mark' in value)) return false
  return typeof value.pid === 'number' && typeof value.mark === 'string'
}

function isSame(a: Holder | undefined, b: Holder): boolean {
  return a !== undefined && a.pid === b.pid && a.mark === b.mark
}
