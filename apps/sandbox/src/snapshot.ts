import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Accounts } from './accounts.ts'
import type { Renders } from './rendering/renders.ts'
import type { Sessions } from './sessions.ts'
import type { World } from './world.ts'

const SNAPSHOT_NAME = 'snapshot.json'
const SESSION_LIFE_MS = 24 * 3_600_000
const LEAST_PAUSE_MS = 500
/** Of the time that passes, so much at most goes into writing snapshots. */
const LARGEST_SHARE = 0.05

type Snapshot = {
  readonly version: 1
  readonly accounts: ReturnType<Accounts['dump']>
  readonly sessions: ReturnType<Sessions['dump']>
  readonly renders: ReturnType<Renders['dump']>
}

/** What a sandbox knows, in a file: written soon after it changes and at the end, whole or not at all. */
export class SnapshotFile {
  readonly #file: string
  readonly #onError: (error: unknown) => void
  #world: World | null = null
  #timer: NodeJS.Timeout | undefined
  #writing: Promise<void> = Promise.resolve()
  #tookMs = 0

  constructor(dir: string, onError: (error: unknown) => void) {
    this.#file = path.join(dir, SNAPSHOT_NAME)
    this.#onError = onError
  }

  /** What an earlier run left, without sessions that are too old; null when there is nothing that can be read. */
  async read(): Promise<Snapshot | null> {
    const text = await readFile(this.#file, 'utf8').catch(() => null)
    if (text === null) return null
    try {
      const snapshot = JSON.parse(text) as Snapshot
      return snapshot.version === 1 ? withoutOld(snapshot) : null
    } catch (error) {
      this.#onError(error)
      return null
    }
  }

  /** From here on, changes of `world` are written. */
  keep(world: World): void {
    this.#world = world
  }

  changed(): void {
    if (this.#world === null) return
    const pauseMs = Math.max(LEAST_PAUSE_MS, this.#tookMs / LARGEST_SHARE)
    this.#timer ??= setTimeout(() => void this.#write(), pauseMs).unref()
  }

  /** Writes the last snapshot; what changes after it is not kept. */
  async close(): Promise<void> {
    await this.#write()
    this.#world = null
    clearTimeout(this.#timer)
  }

  #write(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const world = this.#world
    if (world !== null) this.#writing = this.#writing.then(() => this.#put(world)).catch(this.#onError)
    return this.#writing
  }

  async #put({ accounts, sessions, renders }: World): Promise<void> {
    const startedAt = performance.now()
    const all: Snapshot = { version: 1, accounts: accounts.dump(), sessions: sessions.dump(), renders: renders.dump() }
    // Tokens are in it.
    await writeFile(`${this.#file}.part`, JSON.stringify(withoutOld(all)), { mode: 0o600 })
    await rename(`${this.#file}.part`, this.#file)
    this.#tookMs = performance.now() - startedAt
  }
}

function withoutOld(snapshot: Snapshot): Snapshot {
  const sinceMs = Date.now() - SESSION_LIFE_MS
  const open = snapshot.sessions.open.filter((session) => session.openedAtMs >= sinceMs)
  const ids = new Set(open.map(({ id }) => id))
  return {
    ...snapshot,
    sessions: { ...snapshot.sessions, open },
    renders: snapshot.renders.filter(({ sessionId }) => ids.has(sessionId)),
  }
}

const filesOf = ({ sessions }: Snapshot) => sessions.open.flatMap(({ files, generated }) => [...files, ...generated])

/** Goes on where the snapshot was taken: edits under way are lost and their credits given back, renders begin again. */
export function restore(world: World, snapshot: Snapshot): void {
  world.accounts.restore(snapshot.accounts)
  world.sessions.restore(snapshot.sessions)
  world.media.restore(filesOf(snapshot))
  world.renders.restore(snapshot.renders)
}

/** Removes from `dir` what the snapshot does not name: no session knows of it. */
export async function removeUnnamed(dir: string, snapshot: Snapshot | null): Promise<void> {
  const files = snapshot === null ? [] : filesOf(snapshot).map((file) => file.path)
  const videos = snapshot?.renders.map((render) => render.filePath) ?? []
  const named = new Set<string | null>([...files, ...videos])
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name)
    if (!entry.isDirectory() && !named.has(file) && entry.name !== SNAPSHOT_NAME) await rm(file, { force: true })
  }
}
