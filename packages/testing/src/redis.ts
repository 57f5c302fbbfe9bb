import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { inject } from 'vitest'
import { guardAgainstOurDeath } from './death-guard.ts'
import { waitFor } from './wait-for.ts'

declare module 'vitest' {
  interface ProvidedContext {
    hasRedis: boolean
  }
}

export type TestRedis = {
  readonly url: string
  readonly port: number
  /** SIGKILL; with `isPersistent` what was written survives it. */
  kill(): Promise<void>
  /** Starts again on the same port and folder after `kill`. */
  restart(): Promise<void>
  stop(): Promise<void>
}

export type TestRedisOptions = {
  /** Each write is on disk before it is answered. */
  readonly isPersistent?: boolean
}

export type QueueBackend = 'postgres' | 'redis'

const START_ATTEMPTS = 5

/** For `describe.each`: what the queue tests run on here. */
export function queueBackends(): QueueBackend[] {
  return inject('hasRedis') ? ['postgres', 'redis'] : ['postgres']
}

/**
 * A Redis server of the caller's own; `null` on a machine without redis-server.
 * @throws where CI or REQUIRE_REDIS is set: there a missing service fails the run, in the global setup already
 */
export async function startTestRedis(options: TestRedisOptions = {}): Promise<TestRedis | null> {
  if (!inject('hasRedis')) return null
  const folder = mkdtempSync(path.join(tmpdir(), 'nemo-batch-redis-'))
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort()
    try {
      return await serve(folder, port, options)
    } catch (error) {
      if (attempt < START_ATTEMPTS) continue
      rmSync(folder, { recursive: true, force: true })
      throw error
    }
  }
}

async function serve(folder: string, port: number, options: TestRedisOptions): Promise<TestRedis> {
  let server = await launch(folder, port, options)
  const kill = async () => {
    const isDown = ended(server.child)
    server.child.kill('SIGKILL')
    await isDown
    server.guard.release()
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    kill,
    restart: async () => {
      server = await launch(folder, port, options)
    },
    stop: async () => {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function launch(folder: string, port: number, { isPersistent = false }: TestRedisOptions) {
  const persistence = isPersistent ? ['--appendonly', 'yes', '--appendfsync', 'always'] : ['--appendonly', 'no']
  const child = spawn(
    'redis-server',
    ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', ...persistence].concat([
      '--maxmemory-policy',
      'noeviction',
      '--daemonize',
      'no',
    ]),
    { stdio: 'ignore' },
  )
  child.on('error', () => undefined)
  const guard = guardAgainstOurDeath('kill -KILL "$1"; rm -rf "$2"', [String(child.pid), folder])
  try {
    await waitFor(() => child.exitCode !== null || answers(port), { describe: `redis-server on port ${port}` })
    if (child.exitCode !== null) throw new Error(`redis-server ended with ${child.exitCode}; is port ${port} taken?`)
  } catch (error) {
    child.kill('SIGKILL')
    guard.release()
    throw error
  }
  return { child, guard }
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => child.once('exit', () => resolve()))
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'))
    const settle = (isUp: boolean) => {
      socket.destroy()
      resolve(isUp)
    }
    socket.setTimeout(1_000, () => settle(false))
    socket.once('data', (data) => settle(data.toString().startsWith('+PONG')))
    socket.once('error', () => settle(false))
  })
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
