import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSandbox, type Sandbox } from './index.ts'
import { SandboxCaller, until } from './testing/sandbox-caller.ts'

let sandbox: Sandbox
let caller: SandboxCaller
beforeAll(async () => {
  sandbox = await createSandbox({ longestSide: 96 })
  caller = await SandboxCaller.signedIn(sandbox)
})
afterAll(() => sandbox.close())

let count = 0
const nextId = (): string => {
  count += 1
  return `render_${count}`
}
const given = async (text = '1 s'): Promise<string> => {
  const sessionId = await caller.sessionWith(['coffee.jpg'])
  await caller.say(sessionId, text)
  return sessionId
}
const rendersOf = (sessionId: string) => sandbox.log.counters().renders[sessionId] ?? 0
const finished = async (text?: string) => {
  const sessionId = await given(text)
  const id = nextId()
  await caller.submitRender(sessionId, id)
  return { sessionId, id, render: await caller.renderEnd(id) }
}
const isMp4 = (bytes: Uint8Array): boolean => Buffer.from(bytes.subarray(4, 8)).toString() === 'ftyp'

describe('a render', () => {
  it('goes from pending to completed, with a URL that needs no token', async () => {
    const sessionId = await given()
    const id = nextId()
    const submitted = await caller.submitRender(sessionId, id)
    expect(submitted.body).toEqual({
      success: true,
      data: { id, status: expect.any(String), progress: expect.any(Number) },
    })
    const render = await caller.renderEnd(id)
    expect(render).toMatchObject({ id, status: 'completed', progress: 100 })
    const video = await caller.downloadOutput(render.outputUrl)
    expect(video.headers.get('content-type')).toBe('video/mp4')
    expect(isMp4(new Uint8Array(await video.arrayBuffer()))).toBe(true)
  })

  it('answers the same render when its id comes again, also while it runs', async () => {
    const sessionId = await given('1 s [[sandbox:render_slow=0.3]]')
    const id = nextId()
    await caller.submitRender(sessionId, id)
    expect((await caller.submitRender(sessionId, id)).status).toBe(200)
    await caller.renderEnd(id)
    expect((await caller.submitRender(sessionId, id)).body.data).toMatchObject({ id, status: 'completed' })
    expect(rendersOf(sessionId)).toBe(1)
  })

  it('is refused while another one of the session is running, and not after a cancel', async () => {
    const sessionId = await given('1 s [[sandbox:render_hang]]')
    const [first, second] = [nextId(), nextId()]
    await caller.submitRender(sessionId, first)
    expect(await caller.submitRender(sessionId, second)).toMatchObject({ status: 409, body: { code: 409 } })
    const cancelled = await caller.call('POST', `/api/render/proxy/lambda/${first}/cancel`)
    expect(cancelled.body.data).toMatchObject({ status: 'cancelled' })
    expect((await caller.submitRender(sessionId, second)).status).toBe(200)
  })

  it('that is cancelled while it is drawn makes room at once', async () => {
    const sessionId = await given('40 s')
    const id = nextId()
    await caller.submitRender(sessionId, id)
    await caller.call('POST', `/api/render/proxy/lambda/${id}/cancel`)
    expect(await caller.pollRender(id)).toMatchObject({ status: 'cancelled' })
    expect((await caller.submitRender(sessionId, nextId())).status).toBe(200)
  })

  it('without all three attribution headers is answered 402', async () => {
    const sessionId = await given()
    const { 'x-skill-platform': platform, ...rest } = caller.headers
    caller.headers = rest
    const { status, body } = await caller.submitRender(sessionId, nextId())
    caller.headers = { ...rest, 'x-skill-platform': platform ?? '' }
    expect({ status, code: body.code }).toEqual({ status: 402, code: 402 })
    expect(rendersOf(sessionId)).toBe(0)
  })

  it.each([
    ['nothing', null],
    ['no tracks', { t: [] }],
    ['tracks without segments', { t: [{ tt: 0, sg: [] }] }],
    ['text that is no JSON', '{"t":'],
    ['an hour of video', { d: 3_600_000, t: [{ tt: 0, sg: [{ s: 0, d: 3_600_000, m: { file_id: 'x' } }] }] }],
  ])('of a draft with %s is a bad request', async (_what, draft) => {
    const { sessionId } = await caller.openSession()
    const answer = await caller.call('POST', '/api/render/proxy/lambda', {
      json: { id: nextId(), sessionId, draft, output: { format: 'mp4', quality: 'high' } },
    })
    expect(answer.status).toBe(400)
  })

  it('of a draft that names an unknown file fails', async () => {
    const { sessionId } = await caller.openSession()
    const id = nextId()
    await caller.submitRender(sessionId, id, {
      d: 1_000,
      t: [{ tt: 0, sg: [{ s: 0, d: 1_000, m: { file_id: 'x' } }] }],
    })
    expect(await caller.renderEnd(id)).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('never uploaded'),
    })
  })

  it('that is unknown, or of somebody else, is 404', async () => {
    const { id } = await finished()
    const stranger = await SandboxCaller.signedIn(sandbox)
    for (const url of [
      `/api/render/proxy/lambda/${id}`,
      `/api/render/proxy/${id}/download`,
      '/api/render/proxy/lambda/render_nowhere',
    ])
      expect((await stranger.call('GET', url)).status).toBe(404)
  })

  it('of the same photos and draft is drawn once in the instant profile', async () => {
    await finished('1.2 s')
    const before = sandbox.log.counters().ffmpeg_runs
    await finished('1.2 s')
    expect(sandbox.log.counters().ffmpeg_runs).toBe(before)
  })
})

describe('the video', () => {
  it('is served in ranges', async () => {
    const { render } = await finished()
    const url = String(render.outputUrl)
    const whole = Buffer.from(await (await fetch(url)).arrayBuffer())
    const range = async (value: string) => fetch(url, { headers: { range: value } })
    const middle = await range('bytes=10-19')
    expect(middle.status).toBe(206)
    expect(middle.headers.get('content-range')).toBe(`bytes 10-19/${whole.length}`)
    expect(Buffer.from(await middle.arrayBuffer()).equals(whole.subarray(10, 20))).toBe(true)
    const tail = await range('bytes=-5')
    expect(Buffer.from(await tail.arrayBuffer()).equals(whole.subarray(-5))).toBe(true)
    expect((await range(`bytes=${whole.length}-`)).status).toBe(416)
    expect((await fetch(url, { method: 'HEAD' })).headers.get('content-length')).toBe(String(whole.length))
  })

  it('can be had through the fallback when its URL is gone', async () => {
    const { id, render } = await finished('1 s [[sandbox:output_gone]]')
    expect((await fetch(String(render.outputUrl))).status).toBe(404)
    const fallback = await caller.fetch('GET', `/api/render/proxy/${id}/download`)
    expect(isMp4(new Uint8Array(await fallback.arrayBuffer()))).toBe(true)
  })

  it('is a fault of the caller when the token is sent to its URL', async () => {
    const { render } = await finished()
    const before = sandbox.log.counters().faults
    await fetch(String(render.outputUrl), { headers: { authorization: 'Bearer secret' } })
    expect(sandbox.log.counters().faults).toBe(before + 1)
    expect(sandbox.log.entries({ call: 'output' }).at(-1)).toMatchObject({ fault: 'authorization_sent_to_output' })
    expect(JSON.stringify(sandbox.log.entries())).not.toContain('secret')
  })
})

describe('on demand', () => {
  it('the first renders of a session fail and the next one does not', async () => {
    const { sessionId, render } = await finished('1 s [[sandbox:render_fail=1]]')
    expect(render).toMatchObject({ status: 'failed', error: expect.any(String) })
    const id = nextId()
    await caller.submitRender(sessionId, id)
    expect(await caller.renderEnd(id)).toMatchObject({ status: 'completed' })
    expect(rendersOf(sessionId)).toBe(2)
  })

  it('a render hangs, and its session can still be read', async () => {
    const sessionId = await given('1 s [[sandbox:render_hang]]')
    const id = nextId()
    await caller.submitRender(sessionId, id)
    await until(async () => ((await caller.pollRender(id)).status === 'processing' ? true : null))
    expect((await caller.state(sessionId)).draft).toMatchObject({ d: 1_000 })
  })

  it.each([
    ['truncated', (bytes: Buffer) => bytes.length === 4_000],
    ['empty', (bytes: Buffer) => bytes.length === 0],
    ['html', (bytes: Buffer) => bytes.toString().startsWith('<!doctype html>')],
  ])('what is delivered is %s', async (kind, isAsAsked) => {
    const { render } = await finished(`1 s [[sandbox:bad_mp4=${kind}]]`)
    expect(render.status).toBe('completed')
    expect(isAsAsked(Buffer.from(await (await fetch(String(render.outputUrl))).arrayBuffer()))).toBe(true)
  })

  it('an export needs another plan', async () => {
    const sessionId = await given('1 s [[sandbox:plan_required]]')
    expect((await caller.submitRender(sessionId, nextId())).status).toBe(402)
  })
})
