import { spawn } from 'node:child_process'
import type { RunUser } from './run-user.ts'

export type ProgramResult = { readonly exitCode: number | null; readonly output: string }

const MAX_OUTPUT_CHARS = 16_384
/** Nothing of ours: the settings of this process hold secrets. */
const CLEAN_ENVIRONMENT = { LC_ALL: 'C', PATH: '/usr/local/bin:/usr/bin:/bin' }

/**
 * Runs one of Postgres' programs to its end, in a session of its own so that the terminal's Ctrl-C does not reach it.
 * @returns its exit code and the end of what it printed
 */
export function runProgram(
  program: string,
  args: readonly string[],
  user: RunUser | undefined,
): Promise<ProgramResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...user,
      // The user of the database may not be allowed into the folder that we were started in.
      cwd: process.platform === 'win32' ? undefined : '/',
      ...(process.platform === 'win32' ? {} : { env: CLEAN_ENVIRONMENT }),
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output = (output + text).slice(-MAX_OUTPUT_CHARS)
      })
    child.on('error', reject)
    child.on('close', (exitCode) => resolve({ exitCode, output: output.trim() }))
  })
}
