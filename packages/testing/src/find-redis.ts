import { execFileSync } from 'node:child_process'

/**
 * Whether redis-server can be run here. Says so once when it cannot.
 * @throws where CI or REQUIRE_REDIS is set
 */
export function findRedis(environment: NodeJS.ProcessEnv): boolean {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    const message = 'Redis tests not run: redis-server not found (apt-get install redis-server)'
    if (environment.CI || environment.REQUIRE_REDIS) throw new Error(message)
    process.stderr.write(`${message}\n`)
    return false
  }
}
