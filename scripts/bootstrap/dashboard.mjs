import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { ROOT } from './paths.mjs'
import { withProgress } from './report.mjs'
import { runNpm } from './run-quietly.mjs'
import { hashOf, readStamp, writeStamp } from './stamps.mjs'

const STEP = 'dashboard'
const FOLDER = path.join(ROOT, 'apps/dashboard')
const OUTPUT = path.join(FOLDER, 'dist')
const SCOPE = '@nemo-batch/'
const NOT_SOURCES = new Set(['node_modules', 'dist', '.turbo', 'coverage'])

export function isDashboardBuilt() {
  const manifest = readManifest()
  if (manifest?.scripts?.build === undefined) return true
  return existsSync(OUTPUT) && readStamp(STEP) === sourcesHash(manifest)
}

export async function buildDashboard(env) {
  const hash = sourcesHash(readManifest())
  writeStamp(STEP, undefined)
  await withProgress('Building the dashboard', () =>
    runNpm(['run', 'build', '--silent'], { env, cwd: FOLDER, problem: 'The dashboard could not be built.' }),
  )
  writeStamp(STEP, hash)
}

function readManifest() {
  const file = path.join(FOLDER, 'package.json')
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
}

/** Sizes and times tell changed files without reading them all. Its packages of this repository belong to it. */
function sourcesHash(manifest) {
  const own = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })
    .filter((name) => name.startsWith(SCOPE))
    .map((name) => path.join(ROOT, 'packages', name.slice(SCOPE.length)))
  return hashOf(...[FOLDER, ...own].flatMap(describeFiles))
}

function describeFiles(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !NOT_SOURCES.has(name))
    .flatMap((entry) => {
      const file = path.join(folder, entry.name)
      if (entry.isDirectory()) return describeFiles(file)
      const { size, mtimeMs } = statSync(file, { throwIfNoEntry: false }) ?? {}
      return [`${file} ${size} ${mtimeMs}`]
    })
}
