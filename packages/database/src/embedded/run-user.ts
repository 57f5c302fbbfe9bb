import { readFileSync, type Stats, statSync } from 'node:fs'
import path from 'node:path'

/** Postgres refuses to run as root; everybody else runs it as themselves (`undefined`). */
export type RunUser = { readonly uid: number; readonly gid: number }

const EXECUTE = 0o1
const READ_EXECUTE = 0o5
const LAST_RESORT: RunUser = { uid: 65_534, gid: 65_534 }

/** As root: the owner of the data folder (or of the nearest folder above it that exists), else `nobody`. */
export function chooseRunUser(dataDir: string): RunUser | undefined {
  if (process.getuid?.() !== 0) return undefined
  const owner = nearestStats(dataDir)
  return owner.uid === 0 ? nobody() : { uid: owner.uid, gid: owner.gid }
}

function nearestStats(folder: string): Stats {
  const stats = statSync(folder, { throwIfNoEntry: false })
  return stats ?? nearestStats(path.dirname(folder))
}

function nobody(): RunUser {
  try {
    const fields = readFileSync('/etc/passwd', 'utf8').match(/^nobody:[^:]*:(\d+):(\d+):/m)
    return fields === null ? LAST_RESORT : { uid: Number(fields[1]), gid: Number(fields[2]) }
  } catch {
    return LAST_RESORT
  }
}

/**
 * The first folder on the way down to `target` that `user` may not pass, or `target` itself when it may not be read.
 * Reads the mode bits, as an access list can only be tried, and trying needs a program that the user can reach.
 */
export function firstClosedFolder(target: string, user: RunUser | undefined): string | undefined {
  if (user === undefined) return undefined
  const parents: string[] = []
  for (let folder = path.dirname(target); !parents.includes(folder); folder = path.dirname(folder)) parents.push(folder)
  const closed = parents.reverse().find((folder) => !allows(statSync(folder), user, EXECUTE))
  return closed ?? (allows(statSync(target), user, READ_EXECUTE) ? undefined : target)
}

function allows(stats: Stats, user: RunUser, bits: number): boolean {
  const shift = stats.uid === user.uid ? 6 : stats.gid === user.gid ? 3 : 0
  return ((stats.mode >> shift) & bits) === bits
}
