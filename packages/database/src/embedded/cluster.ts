import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chown, mkdtemp, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Binaries } from './binaries.ts'
import { EmbeddedPostgresError } from './errors.ts'
import { runProgram } from './run-program.ts'
import type { RunUser } from './run-user.ts'

export const SUPERUSER = 'nemo_batch'

export type Cluster = {
  /** PGDATA */
  readonly folder: string
  readonly logFile: string
  readonly password: string
  readonly user: RunUser | undefined
  readonly binaries: Binaries
  readonly isDurable: boolean
}

type ClusterOptions = {
  readonly home: string
  readonly binaries: Binaries
  readonly user: RunUser | undefined
  readonly isDurable: boolean
}

const PASSWORD_FILE = 'nemo-batch.password'

/** Opens the cluster of `home`, or makes it: as a whole or not at all, however this process ends. */
export async function openCluster(options: ClusterOptions): Promise<Cluster> {
  const folder = path.join(options.home, 'cluster')
  if (!existsSync(folder)) await createCluster(folder, options)
  const major = await readOwn(path.join(folder, 'PG_VERSION'))
  if (major !== options.binaries.major)
    throw new EmbeddedPostgresError(
      'embedded_postgres_version_mismatch',
      `The database in ${folder} was made by Postgres ${major}, and this version brings Postgres ` +
        `${options.binaries.major}. Nothing was changed. Export it with the version that made it, or set another DATA_DIR.`,
    )
  const password = await readOwn(path.join(folder, PASSWORD_FILE))
  return { ...options, folder, password, logFile: path.join(options.home, 'postgres.log') }
}

async function readOwn(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim()
  } catch (error) {
    throw new EmbeddedPostgresError(
      'embedded_postgres_not_readable',
      `${file} cannot be read. Run as the owner of that folder, or set another DATA_DIR.`,
      { cause: error },
    )
  }
}

async function createCluster(folder: string, { home, binaries, user, isDurable }: ClusterOptions): Promise<void> {
  const draft = await mkdtemp(path.join(home, 'initdb-'))
  const passwordFile = path.join(draft, 'password')
  const made = path.join(draft, 'cluster')
  try {
    await writeFile(passwordFile, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 })
    if (user !== undefined) for (const entry of [draft, passwordFile]) await chown(entry, user.uid, user.gid)
    await initialise({ folder: made, passwordFile, binaries, user, isDurable })
    await rename(passwordFile, path.join(made, PASSWORD_FILE))
    await syncFolder(made)
    await rename(made, folder)
    await syncFolder(home)
  } finally {
    await rm(draft, { recursive: true, force: true, maxRetries: 10 })
  }
}

type Initialisation = Omit<ClusterOptions, 'home'> & { readonly folder: string; readonly passwordFile: string }

async function initialise({ folder, passwordFile, binaries, user, isDurable }: Initialisation): Promise<void> {
  const identity = ['--username', SUPERUSER, '--pwfile', passwordFile, '--auth', 'scram-sha-256']
  const locale = ['--encoding', 'UTF8', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8', '--locale', 'C']
  const { exitCode, output } = await runProgram(
    binaries.initdb,
    ['--pgdata', folder, ...identity, ...locale, ...(isDurable ? [] : ['--no-sync'])],
    user,
  ).catch((error: Error) => ({ exitCode: null, output: error.message }))
  if (exitCode === 0) return
  throw new EmbeddedPostgresError(
    'embedded_postgres_start_failed',
    `The bundled Postgres cannot make its database: ${output}. Set DATABASE_URL to a Postgres of your own.`,
  )
}

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
