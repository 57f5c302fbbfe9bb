import { access, chown, constants, mkdir, mkdtemp, readdir, readlink, realpath, rm, symlink } from 'node:fs/promises'
import path from 'node:path'
import { EmbeddedPostgresError, errnoOf } from './errors.ts'
import { firstClosedFolder, type RunUser } from './run-user.ts'

/** Where clusters live whose data folder their user cannot reach. Not a temporary folder: those are emptied. */
const SYSTEM_HOME = '/var/lib/nemo-batch'
const ELSEWHERE_LINK = 'elsewhere'
const LEFTOVER = /^initdb-/

/**
 * The folder that holds the cluster and everything around it: `dataDir`, unless Postgres must run as somebody who cannot
 * reach it (root's repository below /root); then a folder of its own in /var/lib/nemo-batch, to which
 * `dataDir/elsewhere` points.
 */
export async function settleHome(dataDir: string, user: RunUser | undefined): Promise<string> {
  await makeFolder(dataDir)
  const folder = await realpath(dataDir)
  if (user === undefined) return folder
  await chown(folder, user.uid, user.gid)
  const closed = firstClosedFolder(folder, user)
  if (closed === undefined) return folder
  const home = await linkElsewhere(folder, closed)
  await chown(home, user.uid, user.gid)
  return home
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o755 })
    await access(folder, constants.W_OK)
  } catch (error) {
    throw new EmbeddedPostgresError(
      'embedded_postgres_not_readable',
      `The folder ${folder} cannot be made or written. Run as its owner, or set another DATA_DIR.`,
      { cause: error },
    )
  }
}

async function linkElsewhere(folder: string, closed: string): Promise<string> {
  const link = path.join(folder, ELSEWHERE_LINK)
  try {
    const existing = await readlink(link).catch(() => undefined)
    if (existing !== undefined) {
      await mkdir(existing, { recursive: true, mode: 0o755 })
      return existing
    }
    await mkdir(SYSTEM_HOME, { recursive: true, mode: 0o755 })
    const home = await mkdtemp(path.join(SYSTEM_HOME, 'postgres-'))
    return await claimLink(home, link)
  } catch (error) {
    throw new EmbeddedPostgresError(
      'embedded_postgres_not_readable',
      `Postgres does not run as root, and the user that it runs as may not enter ${closed}; ${SYSTEM_HOME} cannot be ` +
        'used instead. Set DATA_DIR to a folder that everybody may enter.',
      { cause: error },
    )
  }
}

async function claimLink(home: string, link: string): Promise<string> {
  try {
    await symlink(home, link)
    return home
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error
    await rm(home, { recursive: true })
    return readlink(link)
  }
}

/** Half-made clusters of starts that were killed. To be called by the holder of the lock only. */
export async function clearLeftovers(home: string): Promise<void> {
  for (const name of await readdir(home))
    if (LEFTOVER.test(name)) await rm(path.join(home, name), { recursive: true, force: true, maxRetries: 10 })
}
