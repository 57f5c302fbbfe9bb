import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { NODE_MODULES } from './paths.mjs'

/** What each step was last done for. Lies in node_modules, so that it goes away together with what it speaks of. */
const FILE = path.join(NODE_MODULES, '.nemo-batch-stamp')

export function readStamp(step) {
  return readAll()[step]
}

/** `undefined` before a step begins: a step that was interrupted counts as not done. */
export function writeStamp(step, value) {
  mkdirSync(NODE_MODULES, { recursive: true })
  const draft = `${FILE}.${process.pid}`
  writeFileSync(draft, JSON.stringify({ ...readAll(), [step]: value }))
  renameSync(draft, FILE)
}

export function hashOf(...parts) {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part).update('\0')
  return hash.digest('hex')
}

function readAll() {
  try {
    return JSON.parse(readFileSync(FILE, 'utf8'))
  } catch {
    return {}
  }
}
