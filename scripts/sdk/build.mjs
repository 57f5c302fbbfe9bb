// `npm run build -w packages/sdk`, which `npm pack` runs too: writes packages/sdk/dist from its sources. Plain
// JavaScript, with the compiler of the repository and not the older one that the generator of the types brings along.

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

const ROOT = path.join(import.meta.dirname, '../..')
const SDK = path.join(ROOT, 'packages/sdk')
const DIST = path.join(SDK, 'dist')
const compiler = path.join(path.dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc')

const filesIn = (folder) =>
  readdirSync(folder, { recursive: true }).filter((name) => statSync(path.join(folder, name)).isFile())

// Beside the result and moved over file by file: who packs at the same moment finds every file, and whole.
const built = mkdtempSync(path.join(ROOT, 'node_modules/.sdk-'))
try {
  const args = [compiler, '-p', path.join(SDK, 'tsconfig.build.json'), '--outDir', built]
  execFileSync(process.execPath, args, { stdio: 'inherit' })
  const names = new Set(filesIn(built))
  for (const name of names) {
    mkdirSync(path.dirname(path.join(DIST, name)), { recursive: true })
    renameSync(path.join(built, name), path.join(DIST, name))
  }
  for (const name of filesIn(DIST)) if (!names.has(name)) rmSync(path.join(DIST, name), { force: true })
} finally {
  rmSync(built, { recursive: true, force: true })
}
