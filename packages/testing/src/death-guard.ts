import { spawn } from 'node:child_process'

export type DeathGuard = {
  /** What was guarded is gone; nothing is left to do. */
  release(): void
}

/**
 * Runs `script` (sh) once this process has ended in whatever way, a SIGKILL included: the guard reads from a pipe whose
 * other end closes with us. It sits in a session of its own, where the terminal's Ctrl-C does not reach it.
 * @param args become `$1`, `$2` … of the script
 */
export function guardAgainstOurDeath(script: string, args: readonly string[]): DeathGuard {
  const guard = spawn('sh', ['-c', `read -r word; [ "$word" = released ] || { ${script}\n}`, 'guard', ...args], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  guard.on('error', () => undefined)
  guard.stdin.on('error', () => undefined)
  guard.unref()
  if ('unref' in guard.stdin && typeof guard.stdin.unref === 'function') guard.stdin.unref()
  return { release: () => guard.stdin.end('released\n') }
}

/** The server is in the folder or, where its user cannot reach that, behind the link in it. */
const STOP_POSTGRES_AND_REMOVE = `for home in "$1" "$1/elsewhere"; do
  kill -QUIT "$(head -n 1 "$home/cluster/postmaster.pid")"
done
sleep 1
rm -rf "$(readlink "$1/elsewhere")" "$1"`

/** An embedded Postgres is made to outlive its starter; that of a test run that is killed shall not. */
export function guardEmbeddedPostgres(dataDir: string): DeathGuard {
  return guardAgainstOurDeath(STOP_POSTGRES_AND_REMOVE, [dataDir])
}
