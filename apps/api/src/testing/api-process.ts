import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createTestDatabase, waitFor } from '@nemo-batch/testing'

const MAIN = new URL('../main.ts', import.meta.url).pathname

export type ApiProcess = {
  readonly address: string
  readonly key: string
  /** With the key, unless the headers say otherwise. */
  call(path: string, init?: RequestInit): Promise<Response>
  /** What it takes of the machine's memory now, and the most that it ever took; in bytes. Only Linux tells. */
  memory(): Promise<{ readonly residentBytes: number; readonly peakBytes: number }>
  log(): string
  stop(): Promise<void>
}

/** The API as it is run: a process with sockets, memory and an event loop of its own, on an empty database. */
export async function startApiProcess(environment: Readonly<Record<string, string>> = {}): Promise<ApiProcess> {
  const database = await createTestDatabase()
  const dataDir = await mkdtemp(path.join(tmpdir(), 'nemo-batch-api-'))
  const key = `nb_${'f'.repeat(40)}`
  const child = spawn(process.execPath, ['--max-semi-space-size=16', MAIN], {
    env: {
      PATH: '/usr/bin:/bin',
      HOST: '127.0.0.1',
      PORT: '0',
      DATA_DIR: dataDir,
      DATABASE_URL: database.url,
      ENCRYPTION_KEY: Buffer.alloc(32, 1).toString('base64'),
      ADMIN_API_KEY: key,
      API_RATE_LIMIT_PER_MINUTE: '100000000',
      ...environment,
    },
  })
  let log = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (log += chunk.toString()))
  const address = await waitFor(() => /"address":"([^"]+)"/.exec(log)?.[1], {
    timeoutMs: 30_000,
    describe: 'the address in the log',
  })
  return {
    address,
    key,
    call: (to, init = {}) =>
      fetch(new URL(to, address), { ...init, headers: { authorization: `Bearer ${key}`, ...init.headers } }),
    memory: async () => {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8')
      const bytesOf = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1_024
      return { residentBytes: bytesOf('VmRSS'), peakBytes: bytesOf('VmHWM') }
    },
    log: () => log,
    stop: async () => {
      const exit = once(child, 'exit')
      child.kill('SIGTERM')
      await exit
      await database.drop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
