import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { SandboxCaller, until } from './testing/sandbox-caller.ts'

let temp: string
let child: ChildProcess | undefined
beforeEach(async () => {
  temp = await mkdtemp(path.join(tmpdir(), 'sandbox-main-'))
})
afterEach(async () => {
  child?.kill('SIGKILL')
  await rm(temp, { recursive: true, force: true })
})

async function start(settings: Record<string, string>) {
  const main = path.join(import.meta.dirname, 'main.ts')
  const environment = { ...process.env, SANDBOX_PORT: '0', LOG_LEVEL: 'info', TMPDIR: temp, ...settings }
  child = spawn(process.execPath, [main], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  return { child, output: () => output, exit: once(child, 'exit') }
}

it('alone, it says where it listens, and on SIGTERM stops drawing and leaves nothing behind', async () => {
  const { child, output, exit } = await start({ SANDBOX_PROFILE: 'quick', SANDBOX_EDIT_MS: '0' })
  const url = await until(async () => /"event":"listening","url":"([^"]+)"/.exec(output())?.[1] ?? null)
  const caller = await SandboxCaller.signedIn({ url })
  const sessionId = await caller.sessionWith(['coffee.jpg', 'rocket.jpg'])
  await caller.say(sessionId, '60-second video')
  await caller.submitRender(sessionId, 'render_1')
  await until(async () => (Number((await caller.pollRender('render_1')).progress) > 0 ? true : null))
  child.kill('SIGTERM')
  expect(await exit).toEqual([0, null])
  expect(await readdir(temp)).toEqual([])
  expect(output()).toContain('"call":"render_submit"')
  expect(output()).not.toContain('nmv_usr_')
  expect(output()).not.toContain('Warning')
})

it('names every bad setting and does not start', async () => {
  const { output, exit } = await start({ SANDBOX_PORT: 'many', SANDBOX_DIALECT: 'klingon' })
  expect(await exit).toEqual([1, null])
  expect(output()).toMatch(/SANDBOX_PORT/)
  expect(output()).toMatch(/SANDBOX_DIALECT/)
})
