import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { waitFor } from '@nemo-batch/testing'

/** Tells the port that the program listens on, which is free because the system chose it. */
const TELL_PORT = `data:text/javascript,${encodeURIComponent(`
  import { subscribe } from 'node:diagnostics_channel'
  subscribe('tracing:net.server.listen:asyncEnd', ({ server }) => process.send({ port: server.address().port }))`)}`

export type RunningProgram = {
  readonly url: string
  /** What it has written so far. */
  output(): string
  stop(): Promise<void>
}

/** Starts a program that serves HTTP at `PORT`, a process of its own. @throws when it ends before it listens */
export async function runProgram(
  file: string,
  { folder, environment }: { readonly folder: string; readonly environment: Readonly<Record<string, string>> },
): Promise<RunningProgram> {
  // The SDK is taken from its sources.
  const flags = ['--conditions=@nemo-batch/source', '--import', TELL_PORT]
  const child = spawn(process.execPath, [...flags, file], {
    cwd: folder,
    env: { PATH: process.env.PATH, PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const exited = once(child, 'exit')
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  let port: number | null = null
  child.on('message', (message: { port: number }) => {
    port = message.port
  })
  const hasEnded = (): boolean => child.exitCode !== null
  await waitFor(() => port !== null || hasEnded(), { describe: `${file} to listen` })
  if (hasEnded()) throw new Error(`${file} ended before it listened:\n${output}`)
  return {
    url: `http://127.0.0.1:${port}`,
    output: () => output,
    async stop() {
      child.kill('SIGKILL')
      await exited
    },
  }
}
