import { afterAll, beforeAll, expect, it } from 'vitest'
import { createSandbox, type Sandbox } from './index.ts'
import { SandboxCaller } from './testing/sandbox-caller.ts'

let sandbox: Sandbox
let caller: SandboxCaller
beforeAll(async () => {
  sandbox = await createSandbox({ longestSide: 96 })
  caller = await SandboxCaller.signedIn(sandbox)
})
afterAll(() => sandbox.close())

const given = () => caller.sessionWith(['coffee.jpg'])
const textOf = (events: readonly Record<string, unknown>[]) =>
  events.flatMap((event) => (event.type === 'text' ? [event.content] : [])).join('')
const NUL = '\u0000'
const hasLoneSurrogate = (text: string): boolean => !text.isWellFormed()

it('nasty characters are in the reply and in the names of the draft, which renders all the same', async () => {
  const sessionId = await given()
  const reply = textOf((await caller.say(sessionId, '1 s [[sandbox:nasty_text]]')).events)
  expect([reply.includes(NUL), hasLoneSurrogate(reply)]).toEqual([true, true])
  const { draft } = (await caller.state(sessionId)) as { draft: { m: { title: string }; t: { m: { name: string } }[] } }
  for (const name of [draft.m.title, draft.t[0]?.m.name ?? ''])
    expect([name.includes(NUL), hasLoneSurrogate(name)]).toEqual([true, true])
  await caller.submitRender(sessionId, 'render_nasty', draft)
  expect(await caller.renderEnd('render_nasty')).toMatchObject({ status: 'completed' })
})

it('nasty characters are in errors: of a message, of a stream, of a render', async () => {
  const sessionId = await given()
  const refused = (await (await caller.message(sessionId, '1 s [[sandbox:http_500,nasty_text]]')).json()) as object
  expect(refused).toMatchObject({ code: 500, message: expect.stringContaining(NUL) })
  const { events } = await caller.say(sessionId, '1 s [[sandbox:stream_error,nasty_text]]')
  expect(events).toEqual([{ error: expect.stringContaining(NUL) }])
  await caller.say(sessionId, '1 s [[sandbox:render_fail,nasty_text]]')
  await caller.submitRender(sessionId, 'render_doomed')
  expect(await caller.renderEnd('render_doomed')).toMatchObject({ error: expect.stringContaining(NUL) })
})

it('texts are as many megabytes long as is asked for, and such a draft is taken by the renderer', async () => {
  const sessionId = await given()
  const reply = textOf((await caller.say(sessionId, '1 s [[sandbox:nasty_text=10]]')).events)
  expect(reply.length).toBeGreaterThanOrEqual(10 * 1024 * 1024)
  const { draft } = (await caller.state(sessionId)) as { draft: { m: { title: string } } }
  expect(draft.m.title.length).toBeGreaterThanOrEqual(10 * 1024 * 1024)
  await caller.submitRender(sessionId, 'render_long', draft)
  expect(await caller.renderEnd('render_long')).toMatchObject({ status: 'completed' })
})

it('a render is in a status that nobody knows for some polls', async () => {
  const sessionId = await given()
  await caller.say(sessionId, '1 s [[sandbox:odd_render=2]]')
  await caller.submitRender(sessionId, 'render_odd')
  const polls = [await caller.pollRender('render_odd'), await caller.pollRender('render_odd')]
  expect(polls).toMatchObject([{ status: 'queued_on_gpu' }, { status: 'queued_on_gpu' }])
  expect(await caller.renderEnd('render_odd')).toMatchObject({ status: 'completed' })
})
