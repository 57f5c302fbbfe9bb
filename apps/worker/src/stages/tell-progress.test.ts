import type { JobRecord } from '@nemo-batch/database'
import { createNemoClient, type StreamEvent } from '@nemo-batch/nemo-client'
import { createLogger } from '@nemo-batch/runtime'
import { createSandbox, type Sandbox } from '@nemo-batch/sandbox'
import { waitFor } from '@nemo-batch/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { every } from '../flow/every.ts'
import { createCurrentWork } from './current-work.ts'
import { type ProgressContext, tellProgress } from './tell-progress.ts'

/** What is told, with the minutes between two signs of life made short. */
function givenWatcher() {
  const told: Record<string, unknown>[] = []
  const context: ProgressContext = {
    clock: () => new Date(),
    every: (_intervalMs, run) => every(20, run),
    logger: createLogger('worker', 'silent', false),
    record: async ({ events = [] }: JobRecord) => {
      for (const { type, data } of events) told.push({ type, ...data })
    },
  }
  const signs = () => told.filter(({ message }) => message === 'still working')
  return { progress: tellProgress(context), told, signs }
}

describe('during a stream', () => {
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await createSandbox({ profile: 'instant' })
  })
  afterAll(() => sandbox.close())

  it.each([
    ['nothing but heartbeats', 'make it 2 seconds [[sandbox:heartbeats]]'],
    ['nothing any more', 'make it 2 seconds [[sandbox:hang]]'],
  ])('of %s those who watch are told again and again that it is still working', async (_name, text) => {
    const nemo = createNemoClient({
      ...{ apiUrl: sandbox.url, webUrl: sandbox.url },
      attribution: { source: 'nemo-batch', version: '0', platform: 'test' },
    })
    const { token } = await nemo.anonymousToken({ clientId: crypto.randomUUID() })
    const { sessionId } = await nemo.openSession({ token, taskName: 'test', language: 'en' })
    const { progress, told, signs } = givenWatcher()
    const leave = new AbortController()
    const stream = nemo.sendMessage({ token, sessionId, text, signal: leave.signal, onEvent: progress.onEvent })
    await waitFor(() => signs().length >= 4, { describe: 'four signs of life' })
    leave.abort()
    await stream.catch(() => undefined)
    await progress.written()
    expect(signs()[0]).toMatchObject({ type: 'job.progress', stage: 'instruct', elapsed_ms: expect.any(Number) })
    const elapsed = signs().map((sign) => Number(sign.elapsed_ms))
    expect(elapsed).toEqual(elapsed.toSorted((one, other) => one - other))
    const atEnd = told.length
    const other = givenWatcher()
    await waitFor(() => other.signs().length >= 2, { describe: 'the signs of another stream' })
    await other.progress.written()
    expect(told).toHaveLength(atEnd)
  })

  it('a sign of life says what is being done, and tool calls are told as they come', async () => {
    const { progress, told, signs } = givenWatcher()
    progress.onEvent({ type: 'tool_call', name: 'render_clip', args: { message: 'rendering clip 2 of 5' } })
    await waitFor(() => signs().length >= 2, { describe: 'two signs of life' })
    await progress.written()
    expect(told[0]).toEqual({ type: 'job.progress', stage: 'instruct', tool: 'render_clip' })
    expect(signs().map(({ detail }) => detail)).toEqual(signs().map(() => 'rendering clip 2 of 5'))
  })
})

describe('what is being done', () => {
  const call = (name: string, args: unknown = {}): StreamEvent => ({ type: 'tool_call', name, args })
  const result = (value: unknown): StreamEvent => ({ type: 'tool_result', name: 'edit', result: value })
  const text = (said: string): StreamEvent => ({ type: 'text', text: said })

  it.each<[string, StreamEvent[], string | null]>([
    ['nothing was told', [{ type: 'heartbeat' }], null],
    ['a tool is at work', [call('edit_timeline')], 'edit timeline'],
    ['heartbeats come behind a tool', [call('edit_timeline'), { type: 'heartbeat' }], 'edit timeline'],
    ['a tool is ready', [call('edit_timeline'), result({ ok: true })], null],
    ['a tool tells how far it is', [call('render'), result({ message: 'clip 2\n of 5' })], 'clip 2 of 5'],
    ['something is said in pieces', [text('First.\nRendering '), text('clip 3 of 5')], 'Rendering clip 3 of 5'],
    ['it is said in Chinese', [text('正在渲染第2个片段，共5个')], '正在渲染第2个片段，共5个'],
    ['a tool is called behind words', [text('Let me see.'), call('add_music')], 'add music'],
    ['the words hold an address', [text('see https://example.com/?token=x')], null],
    ['the words are long', [call('x', { message: 'a'.repeat(500) })], `${'a'.repeat(119)}…`],
  ])('when %s', (_name, events, detail) => {
    const work = createCurrentWork()
    for (const event of events) work.hear(event)
    expect(work.detail()).toBe(detail)
  })
})
