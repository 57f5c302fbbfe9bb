import { readFileSync } from 'node:fs'
import path from 'node:path'
import { LOCKFILE, NODE_MODULES } from './paths.mjs'
import { BootstrapError, withProgress } from './report.mjs'
import { runNpm } from './run-quietly.mjs'
import { hashOf, readStamp, writeStamp } from './stamps.mjs'

const STEP = 'dependencies'
const LOCKFILE_INCOMPLETE = /\bEUSAGE\b/

export function areDependenciesInstalled() {
  const lockfile = readLockfile()
  const hash = hashOf(lockfile)
  if (readStamp(STEP) === hash) return true
  if (!isInstalledByHand(lockfile)) return false
  writeStamp(STEP, hash)
  return true
}

/**
 * No install scripts: newer npm runs none that was not approved, and what they would do is done where it is needed.
 * Development packages always: the tools that prepare the repository are among them.
 */
export async function installDependencies(env) {
  const hash = hashOf(readLockfile())
  writeStamp(STEP, undefined)
  const flags = [
    '--ignore-scripts',
    '--include=dev',
    '--include=optional',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ]
  const options = { env, problem: 'The packages could not be installed.' }
  await withProgress('Installing packages (npm ci)', () =>
    runNpm(['ci', ...flags], {
      ...options,
      // A lockfile that was written where the registry lacks the packages of other platforms does not satisfy `ci`.
      recover: (output) =>
        LOCKFILE_INCOMPLETE.test(output) ? runNpm(['install', '--no-save', ...flags], options) : undefined,
    }),
  )
  writeStamp(STEP, hash)
}

function readLockfile() {
  try {
    return readFileSync(LOCKFILE, 'utf8')
  } catch (error) {
    throw new BootstrapError(`${LOCKFILE} cannot be read (${error.code}). Restore it from the repository.`)
  }
}

/** After a developer's own `npm install`, which keeps its own record, there is nothing to wipe and install again. */
function isInstalledByHand(lockfile) {
  try {
    const record = JSON.parse(readFileSync(path.join(NODE_MODULES, '.package-lock.json'), 'utf8')).packages
    const wanted = Object.entries(JSON.parse(lockfile).packages).filter(([place]) => place.includes('node_modules/'))
    return wanted.every(([place, entry]) => {
      const found = record[place]
      if (found === undefined) return entry.optional === true || entry.devOptional === true || entry.peer === true
      return found.version === entry.version && found.integrity === entry.integrity
    })
  } catch {
    return false
  }
}
