import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { errnoOf } from './errors.ts'

/** Field 22 of /proc/<pid>/stat, counted behind the command, which may hold spaces and brackets. */
const STARTED_AFTER_COMMAND = 19

/** A zombie counts as dead: in a container whose first process does not reap, it would live for ever. */
export function isRunning(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false
  const stat = linuxStat(pid)
  if (stat !== undefined) return stat[0] !== 'Z' && stat[0] !== 'X'
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return errnoOf(error) === 'EPERM'
  }
}

/** Tells two processes apart that were given the same pid one after the other. Undefined when `pid` is not running. */
export function startMark(pid: number): string | undefined {
  if (!isRunning(pid)) return undefined
  return linuxStat(pid)?.[STARTED_AFTER_COMMAND] ?? ps(pid, 'lstart')
}

export function commandLine(pid: number): string {
  if (!isRunning(pid)) return ''
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ps(pid, 'command')
  }
}

function linuxStat(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined
  }
}

function ps(pid: number, field: 'lstart' | 'command'): string {
  try {
    return execFileSync('ps', ['-ww', '-o', `${field}=`, '-p', String(pid)], { encoding: 'utf8' }).trim()
  } catch {
    return ''
  }
}
