import { spawn } from 'node:child_process'
import { IS_WINDOWS, ROOT } from './paths.mjs'
import { BootstrapError } from './report.mjs'

const MAX_OUTPUT_CHARS = 20_000
const MAX_OUTPUT_LINES = 40
const NO_NETWORK = /\b(ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENETUNREACH|ERR_SOCKET_TIMEOUT)\b/
const NO_SPACE = /\bENOSPC\b/

/**
 * Runs to the end and says nothing; on failure what the program printed is shown before `problem` is thrown.
 * @param recover given the output of a failed run; may return a promise of another way to the same end
 */
export async function runQuietly(program, args, { env, cwd = ROOT, problem, recover }) {
  const { exitCode, output } = await run(program, args, { env, cwd })
  if (exitCode === 0) return
  const recovery = recover?.(output)
  if (recovery !== undefined) return recovery
  process.stderr.write(`\n${output.trim().split('\n').slice(0, MAX_OUTPUT_LINES).join('\n')}\n\n`)
  throw new BootstrapError(`${problem}${reasonIn(output)}`)
}

export function runNpm(args, options) {
  return runQuietly('npm', args, options)
}

function reasonIn(output) {
  const code = output.match(NO_NETWORK)?.[0]
  if (code !== undefined) return ` The npm registry cannot be reached (${code}): check the network, proxy and registry.`
  return NO_SPACE.test(output) ? ' The disk is full.' : ' See the output above.'
}

function run(program, args, { env, cwd }) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'], shell: IS_WINDOWS })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => {
        output = (output + text).slice(-MAX_OUTPUT_CHARS)
      })
    child.on('error', (error) => {
      const isMissing = error.code === 'ENOENT'
      reject(
        new BootstrapError(isMissing ? `${program} was not found on PATH. Install Node.js with npm.` : error.message),
      )
    })
    child.on('close', (exitCode) => resolve({ exitCode, output }))
  })
}
