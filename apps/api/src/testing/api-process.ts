import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createTestDatabase, waitFor } from '@nemo-batch/testing'

const MAIN = new URL('../main.ts', import.meta.url).pathname
const KEY = 'nb_test_0123456789abcdef'

export type ApiProcess = {
  /** With the key. */
  call(path: string, init?: RequestInit): Promise<Response>
  /** What it takes of the machine's memory now, and the most that it ever took; in bytes. */
  memory(): Promise<{ readonly residentBytes: number; readonly peakBytes: number }>
  stop(): Promise<void>
}

/** The API as it is run, in a process of its own, on an empty database. */
export async function startApiProcess(): Promise<ApiProcess> {
  const database = await createTestDatabase()
  const dataDir = await mkdtemp(path.join(tmpdir(), 'nemo-batch-api-'))
  const child = spawn(process.execPath, ['--max-semi-space-size=16', MAIN], {
    env: {
      PATH: '/usr/bin:/bin',
      PORT: '0',
      DATA_DIR: dataDir,
      DATABASE_URL: database.url,
      ENCRYPTION_KEY: Buffer.alloc(32, 1).toString('base64'),
      ADMIN_API_KEY: KEY,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let log = ''
  child.stdout.on('data', (chunk: Buffer) => {
    log += chunk.toString()
  })
  const address = await waitFor(() => /"address":"([^"]+)"/.exec(log)?.[1], { describe: 'the address in the log' })
  return {
    call: (to, init = {}) =>
      fetch(new URL(to, address), { ...init, headers: { authorization: `Bearer ${KEY}`, ...init.headers } }),
    memory: async () => {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8')
      const bytesOf = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1_024
      return { residentBytes: bytesOf('VmRSS'), peakBytes: bytesOf('VmHWM') }
    },
    stop: async () => {
      const exit = once(child, 'exit')
      child.kill('SIGKILL')
      await exit
      await database.drop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
