import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createSandbox, type Sandbox } from '../index.ts'
import { EVERY_CALL, type GivenCalls, givenCalls } from '../testing/given-calls.ts'
import { SandboxCaller, until } from '../testing/sandbox-caller.ts'

let sandbox: Sandbox
let given: GivenCalls
beforeAll(async () => {
  sandbox = await createSandbox({ longestSide: 96 })
  given = await givenCalls(sandbox)
})
afterEach(() => sandbox.clearScript())
afterAll(() => sandbox.close())

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? { ...value } : {}
const jsonOf = async (response: Response) => record(await response.json())
const lastCall = () => sandbox.log.entries().at(-1)
const messagesOf = (sessionId: string) => sandbox.log.counters().messages[sessionId] ?? 0
const rendersOf = (sessionId: string) => sandbox.log.counters().renders[sessionId] ?? 0

describe.each(EVERY_CALL)('on demand, a call of %s', (call) => {
  it('is refused with a status and a code, a number of times', async () => {
    const fault = sandbox.script({
      call,
      times: 2,
      answer: { kind: 'status', status: 429, message: 'slow down', retry_after_seconds: 7 },
    })
    for (const _time of [1, 2]) {
      const answer = await given.make(call)
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '7'])
      expect(await jsonOf(answer)).toMatchObject({ code: 429, message: 'slow down' })
      expect(lastCall()).toMatchObject({ call, status: 429, detail: { scripted: { kind: 'status', status: 429 } } })
    }
    expect(fault).toMatchObject({ answered: 2, left: 0 })
    const after = await given.make(call)
    await after.arrayBuffer()
    expect(after.ok).toBe(true)
    expect(lastCall()?.detail).not.toHaveProperty('scripted')
  })

  it('is answered 200 with a refusal, a login page, or bytes that are no JSON', async () => {
    sandbox.script({ call, answer: { kind: 'nemo_code', code: 2001 } })
    sandbox.script({ call, answer: { kind: 'html' } })
    sandbox.script({ call, answer: { kind: 'garbage' } })
    const refused = await given.make(call)
    expect([refused.status, await jsonOf(refused)]).toMatchObject([200, { code: 2001 }])
    const page = await given.make(call)
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect(await page.text()).toContain('Sign in')
    const garbage = await given.make(call)
    expect(garbage.status).toBe(200)
    await expect(garbage.json()).rejects.toThrow(SyntaxError)
  })

  it('is answered with the right keys and wrong types', async () => {
    for (const as of ['objects', 'huge_numbers', 'nasty_texts'] as const) {
      sandbox.script({ call, answer: { kind: 'wrong_types', as } })
      const answer = await given.make(call)
      const text = await answer.text()
      expect(answer.status).toBe(200)
      expect(text).toContain({ objects: '{"sandbox":', huge_numbers: '1e+300', nasty_texts: '\\u0000\\ud800' }[as])
      if (call !== 'message') expect(JSON.parse(text)).toBeTypeOf('object')
    }
  })

  it('has its connection reset, or is never answered', async () => {
    sandbox.script({ call, answer: { kind: 'reset' } })
    await expect(given.make(call)).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } })
    expect(lastCall()).toMatchObject({ call, status: null, detail: { scripted: { kind: 'reset' } } })
    const hang = sandbox.script({ call, answer: { kind: 'hang' } })
    const answer = given.make(call).then(
      () => 'answered',
      () => 'broken',
    )
    await until(async () => (hang.answered === 1 ? true : null))
    expect(await Promise.race([answer, given.caller.balance().then(() => 'open')])).toBe('open')
  })
})

describe('a message that a script refuses', () => {
  it.each([{ kind: 'status', status: 500 }, { kind: 'reset' }, { kind: 'html' }] as const)(
    'is not taken: %j',
    async (answer) => {
      const { caller, sessionId, make } = await givenCalls(sandbox)
      const before = { messages: messagesOf(sessionId), balance: await caller.balance() }
      sandbox.script({ call: 'message', session_id: sessionId, answer: { ...answer, before: 'taken' } })
      await make('message').catch(() => undefined)
      expect({ messages: messagesOf(sessionId), balance: await caller.balance() }).toEqual(before)
      expect(await caller.state(sessionId)).toMatchObject({ draft: { d: 1_000 } })
    },
  )

  it.each([{ kind: 'status', status: 502 }, { kind: 'reset' }, { kind: 'garbage' }] as const)(
    'after it was taken is done and charged once: %j',
    async (answer) => {
      const { caller, sessionId, make } = await givenCalls(sandbox)
      sandbox.script({ call: 'message', session_id: sessionId, answer: { ...answer, after: 'taken' } })
      await make('message').catch(() => undefined)
      expect(messagesOf(sessionId)).toBe(2)
      expect(await caller.state(sessionId)).toMatchObject({ draft: { d: 2_000 } })
      expect(await caller.balance()).toEqual({ available: 99_900, frozen: 0, total: 99_900 })
    },
  )
})

describe('a render', () => {
  it('that a script refuses is not begun', async () => {
    const before = rendersOf(given.sessionId)
    sandbox.script({ call: 'render_submit', answer: { kind: 'status', status: 503 } })
    expect((await given.make('render_submit')).status).toBe(503)
    expect(rendersOf(given.sessionId)).toBe(before)
  })

  it('whose submission is reset after it was taken goes on under its id', async () => {
    const { caller, sessionId } = given
    sandbox.script({ call: 'render_submit', render_id: 'render_lost', answer: { kind: 'reset', after: 'taken' } })
    await expect(caller.submitRender(sessionId, 'render_lost')).rejects.toThrow()
    expect(await caller.renderEnd('render_lost')).toMatchObject({ status: 'completed' })
  })

  it('is in processing again after it was completed, when polls go backwards', async () => {
    const { caller, renderId } = given
    sandbox.script({ call: 'render_poll', skip: 1, answer: { kind: 'backwards' } })
    const polls = [
      await caller.pollRender(renderId),
      await caller.pollRender(renderId),
      await caller.pollRender(renderId),
    ]
    expect(polls.map(({ status, progress }) => [status, progress])).toEqual([
      ['completed', 100],
      ['processing', 50],
      ['completed', 100],
    ])
    expect(polls[1]).not.toHaveProperty('outputUrl')
  })
})

it('a state that goes backwards shows the draft before the last message', async () => {
  const { caller, sessionId } = await givenCalls(sandbox)
  await caller.say(sessionId, '4 s')
  sandbox.script({ call: 'state', session_id: sessionId, answer: { kind: 'backwards' } })
  expect(await caller.state(sessionId)).toMatchObject({ draft: { d: 1_000 } })
  expect(await caller.state(sessionId)).toMatchObject({ draft: { d: 4_000 } })
})

it('files of an upload whose answer is lost after it was taken are in the session', async () => {
  const { caller, sessionId, make } = await givenCalls(sandbox)
  sandbox.script({ call: 'upload', answer: { kind: 'status', status: 504, after: 'taken' } })
  expect((await make('upload')).status).toBe(504)
  expect((await caller.state(sessionId)).video_infos).toHaveLength(2)
})

describe('a script', () => {
  it('leaves other sessions and other calls alone', async () => {
    const { sessionId } = await given.caller.openSession()
    const fault = sandbox.script({ call: 'state', session_id: sessionId, answer: { kind: 'status', status: 500 } })
    expect((await given.make('state')).status).toBe(200)
    expect((await given.make('credits')).status).toBe(200)
    expect(fault.left).toBe(1)
    expect((await given.caller.fetch('GET', `/api/state/nemo_agent/me/${sessionId}/latest`)).status).toBe(500)
  })

  it('is about the sessions of one language when it names that, from their opening on', async () => {
    const { caller } = given
    const refusal = { kind: 'status', status: 503 } as const
    for (const call of ['open_session', 'state'] as const) sandbox.script({ call, language: 'en-042', answer: refusal })
    const open = (language: string) =>
      caller.fetch('POST', '/api/tasks/me/with-session/nemo_agent', { json: { language } })
    expect((await open('en')).status).toBe(200)
    expect((await open('en-042')).status).toBe(503)
    const { session_id: sessionId } = record((await jsonOf(await open('en-042'))).data)
    expect((await given.make('state')).status).toBe(200)
    expect((await caller.fetch('GET', `/api/state/nemo_agent/me/${sessionId}/latest`)).status).toBe(503)
  })

  it('keeps its turn when the call is refused by the rules before there is anything to lose', async () => {
    const fault = sandbox.script({ call: 'state', answer: { kind: 'reset', after: 'taken' } })
    expect((await given.caller.fetch('GET', '/api/state/nemo_agent/me/nowhere/latest')).status).toBe(404)
    expect(fault).toMatchObject({ answered: 0, left: 1 })
    await expect(given.make('state')).rejects.toThrow()
  })

  it('can be written, read and ended over HTTP', async () => {
    const caller = new SandboxCaller(sandbox)
    const { body } = await caller.call('POST', '/sandbox/faults', {
      json: { call: 'credits', times: 2, answer: { kind: 'status', status: 401 } },
    })
    expect(body).toMatchObject({ scripted: [{ call: 'credits', answered: 0, left: 2 }] })
    const listed = await caller.call('POST', '/sandbox/faults', {
      json: [{ call: 'state', answer: { kind: 'backwards' } }],
    })
    expect(listed.status).toBe(200)
    expect(await jsonOf(await given.make('credits'))).toMatchObject({ code: 1001 })
    expect((await caller.call('GET', '/sandbox/faults')).body).toMatchObject({
      scripted: [{ call: 'credits', answered: 1, left: 1 }, { call: 'state' }],
    })
    expect((await caller.fetch('DELETE', '/sandbox/faults')).status).toBe(204)
    expect((await given.make('credits')).status).toBe(200)
  })

  it.each([
    { call: 'lunch', answer: { kind: 'reset' } },
    { call: 'credits', answer: { kind: 'explode' } },
    { call: 'credits', answer: { kind: 'backwards' } },
    { call: 'credits', answer: { kind: 'reset', after: 'taken', before: 'taken' } },
    { call: 'credits', answer: { kind: 'reset' }, time: 3 },
  ])('that makes no sense is refused: %j', async (json) =>
    expect((await given.caller.call('POST', '/sandbox/faults', { json })).status).toBe(400),
  )
})
