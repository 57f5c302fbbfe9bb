import { stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import path from 'node:path'
import { waitFor } from '@nemo-batch/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fakeStackOptions, type GivenFolder, givenFolder } from '../testing/given-stack.fixture.ts'
import { runStack, type Stack } from './run-stack.ts'

let given: GivenFolder
let stack: Stack | undefined
beforeEach(async () => {
  given = await givenFolder()
})
afterEach(async () => {
  stack?.kill()
  await stack?.stop()
  stack = undefined
  await given.remove()
})

const run = async (environment: Record<string, string> = {}, signal = new AbortController().signal): Promise<Stack> => {
  stack = await runStack({ ...fakeStackOptions(given.folder, environment), signal })
  return stack
}
const order = (lines: readonly string[], verb: string): string[] =>
  lines.filter((line) => line.split(' ')[1] === verb).map((line) => line.split(' ')[0] ?? '')

describe('the stack', () => {
  it('starts the database, then the sandbox, then the services, and stops the database last', async () => {
    const running = await run()
    await given.noted('worker started')
    expect(await running.stop()).toEqual([])
    const journal = await given.journal()
    expect(order(journal, 'started').slice(0, 2)).toEqual(['database', 'sandbox'])
    expect(order(journal, 'stopped')).toEqual(['api', 'worker', 'sandbox', 'database'])
  })

  it('leaves the sandbox out when a token is set', async () => {
    const running = await run({ NEMO_TOKEN: 'token-of-our-own' })
    expect(running.sandboxUrl).toBeUndefined()
    expect(order(await given.journal(), 'started')).not.toContain('sandbox')
  })

  it('makes keys once, keeps them for their owner alone and shows the admin key the first time only', async () => {
    const first = await run()
    expect(first.isAdminApiKeyNew).toBe(true)
    expect((await stat(path.join(given.folder, 'encryption-key'))).mode & 0o777).toBe(0o600)
    await first.stop()
    const second = await run()
    expect(second).toMatchObject({ isAdminApiKeyNew: false, adminApiKey: first.adminApiKey })
    expect(second.sandboxUrl).toBe(first.sandboxUrl)
  })

  it('starts a process again that was killed, and stops cleanly after it', async () => {
    const running = await run()
    const pid = await given.pidOf('worker')
    process.kill(pid, 'SIGKILL')
    await waitFor(async () => (await given.pidOf('worker')) !== pid, { describe: 'another worker' })
    expect(await running.stop()).toEqual([])
    expect(order(await given.journal(), 'stopped').at(-1)).toBe('database')
  })

  it('kills a process that does not stop, names it, and still stops the database last', async () => {
    const running = await run({ FAKE_STUBBORN: 'worker' })
    const pid = await given.pidOf('worker')
    expect(await running.stop()).toEqual(['worker'])
    expect(() => process.kill(pid, 0)).toThrow()
    expect(order(await given.journal(), 'stopped')).toEqual(['api', 'sandbox', 'database'])
  })

  it('stops what has started when it is interrupted on the way up', async () => {
    const controller = new AbortController()
    const starting = run({}, controller.signal)
    await given.noted('sandbox started')
    controller.abort()
    await expect(starting).rejects.toThrow()
    expect(order(await given.journal(), 'stopped').at(-1)).toBe('database')
  })

  it('says which port is taken and starts nothing', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await waitFor(() => other.listening)
    const address = other.address()
    const port = typeof address === 'object' && address !== null ? String(address.port) : ''
    const options = fakeStackOptions(given.folder, { PORT: port })
    const signal = new AbortController().signal
    await expect(runStack({ ...options, signal, portWaitMs: 0 })).rejects.toMatchObject({ code: 'port_taken' })
    expect(await given.journal()).toEqual([])
    other.close()
  })
})
