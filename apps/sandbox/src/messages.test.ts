import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSandbox, type Sandbox } from './index.ts'
import { SandboxCaller, until } from './testing/sandbox-caller.ts'

let sandbox: Sandbox
let caller: SandboxCaller
beforeAll(async () => {
  sandbox = await createSandbox({ heartbeatMs: { minMs: 20, maxMs: 20 } })
  caller = await SandboxCaller.signedIn(sandbox)
})
afterAll(() => sandbox.close())

const given = () => caller.sessionWith(['coffee.jpg', 'rocket.jpg'])
const types = (events: readonly Record<string, unknown>[]) => [...new Set(events.map((event) => event.type))]
const textOf = (events: readonly Record<string, unknown>[]) =>
  events.flatMap((event) => (event.type === 'text' ? [event.content] : [])).join('')
const messagesOf = (sessionId: string) => sandbox.log.counters().messages[sessionId] ?? 0
const draftAt = async (sessionId: string) => (await caller.state(sessionId)).draft as { d: number; t: unknown[] } | null
const draftOnce = (sessionId: string) => until(() => draftAt(sessionId))

describe('a message', () => {
  it('is answered by a stream that says what was done, and the state has it', async () => {
    const sessionId = await given()
    const { events } = await caller.say(sessionId, 'a 10-second video with transitions and a title "Spring"')
    expect(types(events)).toEqual(['tool_call', 'tool_result', 'text'])
    expect(textOf(events)).toContain('10-second video')
    expect(await draftAt(sessionId)).toMatchObject({ d: 10_000 })
  })

  it('in Chinese is answered in Chinese', async () => {
    const { events } = await caller.say(await given(), '做一个十秒的视频，加转场')
    expect(textOf(events)).toContain('10秒')
  })

  it('costs 50 credits, or 100 when something must be generated', async () => {
    const own = await SandboxCaller.signedIn(sandbox)
    await own.say(await own.sessionWith(['coffee.jpg']), '5 s')
    expect(await own.balance()).toEqual({ available: 99_950, frozen: 0, total: 99_950 })
    const { sessionId } = await own.openSession()
    await own.say(sessionId, 'generate a 6 s video of the sea')
    expect(await own.balance()).toMatchObject({ available: 99_850 })
    const state = await own.state(sessionId)
    expect(state.generated_media).toHaveLength(3)
    expect(state.draft).toMatchObject({ d: 6_000 })
  })

  it('is refused with 2001 when the credits are not enough, and taken after a refill', async () => {
    const poor = await SandboxCaller.signedIn(sandbox)
    const sessionId = await poor.sessionWith(['coffee.jpg'])
    const userId = sandbox.log.entries({ sessionId }).at(-1)?.user_id
    await poor.call('POST', '/sandbox/credits', { json: { user_id: userId, available: 49 } })
    const refused = await (await poor.message(sessionId, '5 s')).json()
    expect(refused).toMatchObject({ code: 2001 })
    expect(messagesOf(sessionId)).toBe(0)
    await poor.call('POST', '/sandbox/credits', { json: { user_id: userId, available: 50 } })
    expect((await poor.say(sessionId, '5 s')).events).not.toEqual([])
    expect(await poor.balance()).toEqual({ available: 0, frozen: 0, total: 0 })
  })

  it('holds its credits while it is worked on, and a second one is refused meanwhile', async () => {
    const own = await SandboxCaller.signedIn(sandbox)
    const sessionId = await own.sessionWith(['coffee.jpg'])
    const first = await own.message(sessionId, '5 s [[sandbox:slow=0.5]]')
    expect(await own.balance()).toEqual({ available: 99_950, frozen: 50, total: 100_000 })
    expect((await own.message(sessionId, '6 s')).status).toBe(409)
    await first.text()
    expect(messagesOf(sessionId)).toBe(1)
  })

  it.each([
    {},
    { app_name: 'other' },
    { app_name: 'nemo_agent', user_id: 'me', session_id: 's', new_message: { parts: [] } },
  ])('that is not one (%j) is a bad request', async (json) =>
    expect((await caller.call('POST', '/run_sse', { json })).status).toBe(400),
  )
})

describe('a stream that breaks', () => {
  it('after N events does not stop the edit, which is done and charged once', async () => {
    const own = await SandboxCaller.signedIn(sandbox)
    const sessionId = await own.sessionWith(['coffee.jpg'])
    const response = await own.message(sessionId, '5 s [[sandbox:drop_stream=1]] [[sandbox:slow=0.3]]')
    await expect(response.text()).rejects.toThrow()
    expect(await own.state(sessionId)).toMatchObject({ draft: null })
    await until(async () => (await own.state(sessionId)).draft as object | null)
    expect(await own.balance()).toEqual({ available: 99_950, frozen: 0, total: 99_950 })
    expect(messagesOf(sessionId)).toBe(1)
  })

  it('because the caller went away does not stop the edit either', async () => {
    const sessionId = await given()
    const leaving = new AbortController()
    const response = await caller.message(sessionId, '7 s [[sandbox:slow=0.3]]', leaving.signal)
    await response.body?.getReader().read()
    leaving.abort()
    expect(await draftOnce(sessionId)).toMatchObject({ d: 7_000 })
    expect(sandbox.log.entries({ call: 'message', sessionId })[0]?.detail.closed_early).toBe(true)
  })

  it('by hanging leaves the edit done behind it', async () => {
    const sessionId = await given()
    const leaving = new AbortController()
    await caller.message(sessionId, '8 s [[sandbox:hang]]', leaving.signal)
    expect(await draftOnce(sessionId)).toMatchObject({ d: 8_000 })
    leaving.abort()
  })

  it('by an error event has done nothing and costs nothing', async () => {
    const own = await SandboxCaller.signedIn(sandbox)
    const sessionId = await own.sessionWith(['coffee.jpg'])
    const { events } = await own.say(sessionId, '5 s [[sandbox:stream_error]]')
    expect(events).toEqual([{ error: expect.any(String) }])
    expect((await own.state(sessionId)).draft).toBeNull()
    expect(await own.balance()).toEqual({ available: 100_000, frozen: 0, total: 100_000 })
  })

  it('with heartbeats alone never does the edit, and gives the credits back', async () => {
    const own = await SandboxCaller.signedIn(sandbox)
    const sessionId = await own.sessionWith(['coffee.jpg'])
    const leaving = new AbortController()
    const response = await own.message(sessionId, '5 s [[sandbox:heartbeats]]', leaving.signal)
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    let seen = ''
    while (seen.split('heartbeat').length < 4) seen += (await reader?.read())?.value ?? ''
    leaving.abort()
    expect(seen).not.toContain('text')
    await until(async () => ((await own.balance()).frozen === 0 ? true : null))
    expect(await own.balance()).toMatchObject({ available: 100_000 })
  })
})

describe('on demand', () => {
  it('an edit is silent', async () => {
    const sessionId = await given()
    const { events } = await caller.say(sessionId, '5 s [[sandbox:silent]]')
    expect(textOf(events)).toBe('')
    expect(await draftAt(sessionId)).toMatchObject({ d: 5_000 })
  })

  it('an edit changes nothing, or leaves nothing to export', async () => {
    const sessionId = await given()
    await caller.say(sessionId, '5 s')
    const before = await draftAt(sessionId)
    expect(textOf((await caller.say(sessionId, '9 s [[sandbox:no_change]]')).events)).toContain('9 seconds')
    expect(await draftAt(sessionId)).toEqual(before)
    await caller.say(sessionId, '9 s [[sandbox:empty_draft]]')
    expect(await draftAt(sessionId)).toMatchObject({ t: [{ sg: [] }] })
  })

  it('a message is answered 429 or 500 so many times, and not taken', async () => {
    const sessionId = await given()
    const send = () => caller.message(sessionId, '5 s [[sandbox:rate_limit=2]] [[sandbox:http_500]]')
    const answers = [await send(), await send(), await send(), await send()]
    expect(answers.map((answer) => answer.status)).toEqual([429, 429, 500, 200])
    expect(answers[0]?.headers.get('retry-after')).toBe('1')
    await answers[3]?.text()
    expect(messagesOf(sessionId)).toBe(1)
  })

  it('a session is lost, and the next one with the same text is not', async () => {
    const [lost, kept] = [await given(), await given()]
    const text = '5 s for good [[sandbox:session_lost]]'
    expect(await (await caller.message(lost, text)).json()).toMatchObject({ code: 1002 })
    expect((await caller.call('GET', `/api/state/nemo_agent/me/${lost}/latest`)).body.code).toBe(1002)
    expect((await caller.say(kept, text)).status).toBe(200)
  })

  it('music and title come after the stream has ended', async () => {
    const sessionId = await given()
    await caller.say(sessionId, '5 s, lo-fi music, title "Spring" [[sandbox:two_stage=0.5]]')
    expect((await draftAt(sessionId))?.t).toHaveLength(1)
    await until(async () => ((await draftAt(sessionId))?.t.length === 3 ? true : null))
  })

  it('a temporary issue is told after the answer', async () => {
    const { events } = await caller.say(await given(), '5 s [[sandbox:temporary_issue]]')
    expect(textOf(events)).toMatch(/Export when you are happy with it\.\s+I encountered a temporary issue/)
  })

  it('faults hold for every session until they are taken back', async () => {
    await caller.call('POST', '/sandbox/faults', { json: { faults: 'silent_edit' } })
    const silent = await caller.say(await given(), '5 s')
    await caller.call('POST', '/sandbox/faults', { json: { faults: '' } })
    const loud = await caller.say(await given(), '5 s')
    expect([textOf(silent.events) === '', textOf(loud.events) === '']).toEqual([true, false])
    expect((await caller.call('POST', '/sandbox/faults', { json: { faults: 'explode' } })).status).toBe(400)
  })
})

describe.each(['adk', 'mixed'] as const)('the %s dialect', (dialect) => {
  it('tells the same story', async () => {
    const other = await createSandbox({ dialect })
    const teller = await SandboxCaller.signedIn(other)
    const { events } = await teller.say(await teller.sessionWith(['coffee.jpg']), 'a 5-second video')
    await other.close()
    const story = JSON.stringify(events)
    expect(story).toContain('edit_draft')
    expect(story).toContain('5-second video')
    expect(story.includes('"partial":true')).toBe(true)
  })
})

it('a sandbox that closes ends its streams', async () => {
  const closing = await createSandbox()
  const listener = await SandboxCaller.signedIn(closing)
  const response = await listener.message(await listener.sessionWith(['coffee.jpg']), '5 s [[sandbox:hang]]')
  const ended = response.text().then(
    () => 'ended',
    () => 'broken',
  )
  await closing.close()
  expect(['ended', 'broken']).toContain(await ended)
})
