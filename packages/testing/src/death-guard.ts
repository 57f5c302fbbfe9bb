import { spawn } from 'node:child_process'

/**
 * Runs `script` (sh) once this process has ended in whatever way, a SIGKILL included: the guard reads from a pipe whose
 * other end closes with us. It sits in a session of its own, where the terminal's Ctrl-C does not reach it.
 * @param args become `$1`, `$2` … of the script
 */
export function guardAgainstOurDeath(script: string, args: readonly string[]): { release(): void } {
  const guard = spawn('sh', ['-c', `read -r word; [ "$word" = released ] || { ${script}; }`, 'guard', ...args], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  guard.on('error', () => undefined)
  guard.stdin.on('error', () => undefined)
  guard.unref()
  if ('unref' in guard.stdin && typeof guard.stdin.unref === 'function') guard.stdin.unref()
  return { release: () => guard.stdin.end('released\n') }
}
