import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'

const RUN_COMMAND = pathToFileURL(`${import.meta.dirname}/../scripts/bootstrap/run-command.mjs`).href
const RUNNER = `import { runCommand } from '${RUN_COMMAND}'
const [command, ...args] = process.argv.slice(1)
process.exitCode = await runCommand(process.execPath, command, args).catch((error) => error.exitCode)`
const COUNT_STOPS = `let stops = 0
process.on('SIGTERM', () => { stops += 1; setTimeout(() => process.exit(10 + stops), 50) })
setInterval(() => undefined, 1000)
process.stdout.write('ready')`

function run(command: string, ...args: string[]): ChildProcess {
  const flags = ['--input-type=module', '-e', RUNNER, '--']
  return spawn(process.execPath, [...flags, command, ...args], { stdio: ['ignore', 'pipe', 'ignore'] })
}
async function exitCodeOf(child: ChildProcess): Promise<unknown> {
  return (await once(child, 'exit'))[0]
}

it('passes on the exit code of the command', async () => {
  expect(await exitCodeOf(run('node', '-e', 'process.exit(7)'))).toBe(7)
})

it('tells which signal ended the command as a shell does', async () => {
  expect(await exitCodeOf(run('node', '-e', 'process.kill(process.pid, "SIGKILL")'))).toBe(137)
})

it('answers 127 when there is no such command', async () => {
  expect(await exitCodeOf(run('no-such-command'))).toBe(127)
})

it('runs the tools of the repository by their names', async () => {
  expect(await exitCodeOf(run('tsc', '--version'))).toBe(0)
})

it('passes a stop on to the command once, though npm sends it again, and waits for its end', async () => {
  const child = run('node', '-e', COUNT_STOPS)
  await once(child.stdout ?? child, 'data')
  const exitCode = exitCodeOf(child)
  child.kill('SIGTERM')
  child.kill('SIGTERM')
  expect(await exitCode).toBe(11)
})
