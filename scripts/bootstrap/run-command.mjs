import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import path from 'node:path'
import { IS_WINDOWS, NODE_HOME, NODE_MODULES } from './paths.mjs'
import { BootstrapError } from './report.mjs'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP']
/** A terminal sends these to the command as well, which stands in our process group. */
const FROM_TERMINAL = new Set(['SIGINT', 'SIGHUP'])
/** npm passes on what it gets although we got it too; the command takes a second signal as "at once". */
const SAME_SIGNAL_WITHIN_MS = 1_000
const NOT_FOUND = 127

/** Compiled modules are kept: they are more than a third of the start of each process. */
const COMPILE_CACHE = path.join(NODE_HOME, 'compile-cache')

/** This environment with `node` and the repository's tools first on PATH. */
export function environmentFor(node) {
  const name = Object.keys(process.env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH'
  const folders = [path.dirname(node), path.join(NODE_MODULES, '.bin'), process.env[name]]
  return { NODE_COMPILE_CACHE: COMPILE_CACHE, ...process.env, [name]: folders.filter(Boolean).join(path.delimiter) }
}

/** @returns the exit code of the command; 128 + n when a signal ended it */
export function runCommand(node, command, args) {
  const isNode = command === 'node'
  const child = spawn(isNode ? node : command, args, {
    stdio: 'inherit',
    env: environmentFor(node),
    shell: IS_WINDOWS && !isNode,
  })
  const stopForwarding = forwardSignals(child)
  return new Promise((resolve, reject) => {
    child.on('error', (error) => {
      stopForwarding()
      const reason = error.code === 'ENOENT' ? 'command not found' : error.code
      reject(new BootstrapError(`${command}: ${reason}`, NOT_FOUND))
    })
    child.on('exit', (exitCode, signal) => {
      stopForwarding()
      resolve(exitCode ?? 128 + (constants.signals[signal] ?? 0))
    })
  })
}

function forwardSignals(child) {
  const hasTerminal = [process.stdin, process.stdout, process.stderr].some((stream) => stream.isTTY)
  const lastAtMs = new Map()
  const forward = (signal) => {
    if (hasTerminal && FROM_TERMINAL.has(signal)) return
    const isRepeated = Date.now() - (lastAtMs.get(signal) ?? Number.NEGATIVE_INFINITY) < SAME_SIGNAL_WITHIN_MS
    lastAtMs.set(signal, Date.now())
    if (!isRepeated) child.kill(signal)
  }
  for (const signal of SIGNALS) process.on(signal, forward)
  return () => {
    for (const signal of SIGNALS) process.off(signal, forward)
  }
}
