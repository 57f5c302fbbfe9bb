import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { waitFor } from '@nemo-batch/testing'

const ROOT = path.resolve(import.meta.dirname, '../..')

/** Several services may start at once on a machine that is busy with other tests. */
const START_TIMEOUT_MS = 60_000

export type RunningProcess = {
  /** What it has logged so far, errors included. */
  output(): string
  /** The line in which it says that it is ready. */
  readonly ready: Readonly<Record<string, unknown>>
  /** Asks it to end, as production does, and waits until it has. @returns its exit code */
  stop(): Promise<number | null>
}

/**
 * Starts `apps/<app>/src/main.ts` as production does, a process of its own that ends with this one.
 * @throws when it ends before it is ready
 */
export async function runProcess(
  app: 'api' | 'worker',
  environment: Readonly<Record<string, string>>,
): Promise<RunningProcess> {
  const child = spawn(process.execPath, [path.join(ROOT, 'apps', app, 'src/main.ts')], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const exited = once(child, 'exit')
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  const ended = (): boolean => child.exitCode !== null || child.signalCode !== null
  const ready = await waitFor(() => (ended() ? {} : readyLine(output, app)), {
    timeoutMs: START_TIMEOUT_MS,
    describe: `the ${app} to be ready`,
  }).catch((error: unknown) => {
    child.kill('SIGKILL')
    throw error
  })
  if (ended()) throw new Error(`the ${app} ended before it was ready:\n${output}`)
  return {
    output: () => output,
    ready,
    async stop() {
      if (!ended()) child.kill('SIGTERM')
      await exited
      return child.exitCode
    },
  }
}

function readyLine(output: string, app: string): Readonly<Record<string, unknown>> | null {
  const line = output.split('\n').find((text) => text.endsWith('}') && text.includes(`"${app} ready"`))
  return line === undefined ? null : JSON.parse(line)
}
