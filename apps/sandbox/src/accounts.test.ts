import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSandbox, type Sandbox } from './index.ts'
import { EVERY_CALL, givenCalls } from './testing/given-calls.ts'
import { SandboxCaller } from './testing/sandbox-caller.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await createSandbox({ longestSide: 96, strictTokens: true })
})
afterAll(() => sandbox.close())

const userOf = (sessionId: string): string => sandbox.log.entries({ sessionId })[0]?.user_id ?? ''
const exportOf = async (caller: SandboxCaller, sessionId: string) => {
  const { status, body } = await caller.submitRender(sessionId, `render_${crypto.randomUUID()}`)
  return { status, code: body.code }
}

describe('a revoked token', () => {
  it('is refused with 1001 in every call that needs one', async () => {
    const { sessionId, make } = await givenCalls(sandbox)
    sandbox.revokeTokens(userOf(sessionId))
    for (const call of EVERY_CALL.filter((name) => name !== 'anonymous_token' && name !== 'output')) {
      const answer = await make(call)
      const { code } = (await answer.json()) as { code: number }
      expect({ call, status: answer.status, code }).toEqual({ call, status: 401, code: 1001 })
    }
  })

  it('is replaced for the same client, whose session is still there; not while it is valid', async () => {
    const clientId = crypto.randomUUID()
    const before = await SandboxCaller.signedIn(sandbox, clientId)
    const { sessionId } = await before.openSession()
    const ask = () => before.call('POST', '/api/auth/anonymous-token', { headers: { 'x-client-id': clientId } })
    expect((await ask()).status).toBe(429)
    sandbox.revokeTokens(userOf(sessionId))
    const after = await SandboxCaller.signedIn(sandbox, clientId)
    expect(after.headers.authorization).not.toBe(before.headers.authorization)
    expect(await after.state(sessionId)).toMatchObject({ draft: null })
    expect((await ask()).status).toBe(429)
  })
})

describe('an account on the free plan', () => {
  it('edits, and is answered 402 when it exports, until it is upgraded', async () => {
    const { caller, sessionId } = await givenCalls(sandbox)
    const other = await givenCalls(sandbox)
    sandbox.setPlan('free', userOf(sessionId))
    expect((await caller.say(sessionId, '2 s')).events).not.toEqual([])
    expect(await exportOf(caller, sessionId)).toEqual({ status: 402, code: 402 })
    expect(await exportOf(other.caller, other.sessionId)).toMatchObject({ status: 200 })
    await caller.call('POST', '/sandbox/plan', { json: { plan: 'pro', user_id: userOf(sessionId) } })
    expect(await exportOf(caller, sessionId)).toMatchObject({ status: 200 })
  })

  it('may be every account, those that come later too', async () => {
    await new SandboxCaller(sandbox).call('POST', '/sandbox/plan', { json: { plan: 'free' } })
    const caller = await SandboxCaller.signedIn(sandbox)
    const sessionId = await caller.sessionWith(['coffee.jpg'])
    await caller.say(sessionId, '1 s')
    expect((await exportOf(caller, sessionId)).status).toBe(402)
    sandbox.setPlan('pro')
    expect((await exportOf(caller, sessionId)).status).toBe(200)
  })
})
