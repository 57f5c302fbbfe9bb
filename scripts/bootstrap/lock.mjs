import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { NODE_HOME } from './paths.mjs'
import { BootstrapError } from './report.mjs'

const LOCK = path.join(NODE_HOME, 'bootstrap.lock')
const BEAT_EVERY_MS = 1_000
/** A holder that beats no more is dead, or is a stranger that was given a dead holder's pid. */
const STALE_AFTER_MS = 20_000
const LOOK_EVERY_MS = 200

/** One preparation of this repository at a time; others wait. A killed holder's lock is taken over. */
export async function withLock(work) {
  await acquire()
  const beat = setInterval(touch, BEAT_EVERY_MS)
  beat.unref()
  try {
    return await work()
  } finally {
    clearInterval(beat)
    rmSync(LOCK, { force: true })
  }
}

async function acquire() {
  let hasTold = false
  while (!create()) {
    const holder = read()
    if (holder !== undefined && isDead(holder)) {
      takeAway(holder)
      continue
    }
    if (!hasTold && holder !== undefined) {
      process.stderr.write(`Waiting for process ${holder.pid}, which prepares this repository …\n`)
      hasTold = true
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
}

function create() {
  try {
    mkdirSync(NODE_HOME, { recursive: true })
    writeFileSync(LOCK, `${process.pid} ${Date.now()}`, { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw new BootstrapError(`${NODE_HOME} cannot be written (${error.code}). Run as the owner of the repository.`)
  }
}

function read() {
  try {
    const text = readFileSync(LOCK, 'utf8')
    return { text, pid: Number(text.split(' ')[0]), beatAtMs: statSync(LOCK).mtimeMs }
  } catch {
    return undefined
  }
}

function isDead({ text, pid, beatAtMs }) {
  if (Date.now() - beatAtMs > STALE_AFTER_MS) return true
  // Empty between its creation and its writing.
  if (text === '') return false
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    return error.code === 'ESRCH'
  }
}

/** A rename has one winner; it looks at what it took, as that may be the lock of somebody who was faster. */
function takeAway(holder) {
  const away = `${LOCK}.${process.pid}`
  try {
    renameSync(LOCK, away)
    if (readFileSync(away, 'utf8') === holder.text) rmSync(away)
    else renameSync(away, LOCK)
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
  }
}

function touch() {
  try {
    utimesSync(LOCK, new Date(), new Date())
  } catch {
    // Gone: the next one to look finds the repository prepared, or prepares it again.
  }
}
