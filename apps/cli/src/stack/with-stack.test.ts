import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { waitFor } from '@nemo-batch/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type GivenFolder, givenFolder } from '../testing/given-stack.fixture.ts'

const HOLD_STACK = fileURLToPath(new URL('../testing/hold-stack.fixture.ts', import.meta.url))

let given: GivenFolder
let holder: ChildProcess
let output: string
beforeEach(async () => {
  given = await givenFolder()
})
afterEach(async () => {
  signalGroup('SIGKILL')
  await given.remove()
})

/** In a group of its own, as a shell gives each command. */
async function hold(...settings: string[]): Promise<void> {
  output = ''
  holder = spawn(process.execPath, [HOLD_STACK, given.folder, ...settings], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  holder.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  await waitFor(() => output.includes('ready'), { timeoutMs: 20_000, describe: 'the stack' })
  await given.noted('worker started')
}

function signalGroup(signal: NodeJS.Signals): void {
  try {
    if (holder.pid !== undefined) process.kill(-holder.pid, signal)
  } catch {
    // Nobody is left in the group.
  }
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
const pids = (): Promise<number[]> => Promise.all(['api', 'worker', 'sandbox'].map((app) => given.pidOf(app)))

describe('the process group', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('ends cleanly when %s reaches every process of it', async (signal) => {
    await hold('FAKE_SLOW=worker')
    signalGroup(signal)
    await once(holder, 'exit')
    const journal = await given.journal()
    expect(journal.filter((line) => line.includes(' started'))).toHaveLength(4)
    expect(output).toContain('killed: \n')
    expect(journal.at(-1)).toBe('database stopped')
    expect(journal.filter((line) => line.endsWith(' stopped'))).toHaveLength(4)
    expect(journal.join('\n')).not.toContain('stopped twice')
  })

  it('ends in order when SIGTERM reaches the first process alone', async () => {
    await hold()
    holder.kill('SIGTERM')
    await once(holder, 'exit')
    const stopped = (await given.journal()).filter((line) => line.endsWith(' stopped'))
    expect(stopped).toEqual(['api stopped', 'worker stopped', 'sandbox stopped', 'database stopped'])
  })

  it('leaves no process behind when the first one is killed', async () => {
    await hold()
    const children = await pids()
    holder.kill('SIGKILL')
    await waitFor(() => !children.some(isAlive), { describe: 'the end of the others' })
    expect((await given.journal()).join('\n')).not.toContain('stopped twice')
  })

  it('ends at once on a second signal, the database still last', async () => {
    await hold('FAKE_STUBBORN=api')
    const children = await pids()
    holder.kill('SIGTERM')
    await given.noted('api stopping')
    const again = setInterval(() => holder.kill('SIGTERM'), 100)
    await once(holder, 'exit')
    clearInterval(again)
    expect(children.some(isAlive)).toBe(false)
    expect((await given.journal()).at(-1)).toBe('database stopped')
  })
})
