import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createNemoClient } from '../client.ts'
import { readRetryAfter } from '../retry-after.ts'
import { json, type ScriptedNemo, startScriptedNemo } from '../testing/scripted-nemo.ts'

let nemo: ScriptedNemo
beforeAll(async () => {
  nemo = await startScriptedNemo()
})
afterAll(() => nemo.close())
beforeEach(() => nemo.reset())
const token = 'nmv_usr_secret'
const text = (body: string, status = 200) => json(body, status, { 'content-type': 'text/html' })

describe('what an answer means', () => {
  it.each([
    [{ code: 1001, message: 'token expired' }, 200, 'token_invalid', 1001, false],
    [{ code: 1001 }, 401, 'token_invalid', 1001, false],
    [{ code: 1002 }, 404, 'session_not_found', 1002, false],
    [{ code: '2001' }, 200, 'credits_exhausted', 2001, false],
    [{ code: 2001 }, 500, 'credits_exhausted', 2001, false],
    [{ code: 4001 }, 200, 'unsupported_file', 4001, false],
    [{ code: 4002 }, 413, 'file_too_large', 4002, false],
    [{ message: 'upgrade' }, 402, 'plan_required', null, false],
    [{ code: 402 }, 200, 'plan_required', 402, false],
    [{}, 429, 'rate_limited', null, false],
    [{ error: { code: 429, message: 'slow down' } }, 200, 'rate_limited', 429, false],
    [{ detail: 'Session not found' }, 404, 'session_not_found', null, false],
    [{}, 500, 'server_error', null, 'unknown'],
    [{}, 503, 'server_error', null, 'unknown'],
    [{ code: 9999 }, 200, 'rejected', 9999, 'unknown'],
    [{}, 418, 'rejected', null, false],
    [{}, 302, 'bad_answer', null, 'unknown'],
  ])('%j with HTTP %d is %s', async (answer, status, code, nemoCode, accepted) => {
    nemo.script(json(answer, status))
    const error = { name: 'NemoError', code, nemoCode, httpStatus: status, accepted }
    await expect(nemo.client().openSession({ token, taskName: 'p', language: 'en' })).rejects.toMatchObject({
      ...error,
      call: 'openSession',
    })
    await expect(nemo.client().sendMessage({ token, sessionId: 's', text: 'x' })).rejects.toMatchObject(error)
    expect(nemo.received).toHaveLength(2)
  })

  it('depends on the call for 400 and 404', async () => {
    nemo.script(json({ message: 'X-Client-Id required' }, 400))
    await expect(nemo.client().anonymousToken({ clientId: '' })).rejects.toMatchObject({ code: 'client_id_missing' })
    nemo.script(json({ message: 'not found' }, 404))
    for (const call of ['pollRender', 'cancelRender', 'downloadRender'] as const) {
      await expect(nemo.client()[call]({ token, renderId: 'r' })).rejects.toMatchObject({ code: 'render_not_found' })
    }
    await expect(nemo.client().credits({ token })).rejects.toMatchObject({ code: 'rejected', httpStatus: 404 })
  })

  it.each([
    ['HTML', '<html>Bad gateway</html>'],
    ['nothing', ''],
    ['a list', '[]'],
    ['half of JSON', '{"data":'],
    ['wrong types', '{"data":{"available":{"x":1},"session_id":[],"task_id":null}}'],
    ['numbers beyond sense', '{"data":{"available":1e400,"session_id":"a b","task_id":"t"}}'],
    ['JSON nested without end', `{"a":${'['.repeat(50_000)}`],
  ])('%s with HTTP 200 is bad_answer', async (_name, body) => {
    nemo.script(text(body))
    await expect(nemo.client().credits({ token })).rejects.toMatchObject({ code: 'bad_answer' })
    await expect(nemo.client().openSession({ token, taskName: 'p', language: 'en' })).rejects.toMatchObject({
      code: 'bad_answer',
    })
  })

  it('is bad_answer when it is larger than allowed, and the rest is not read', async () => {
    nemo.script((_request, response) => {
      response.writeHead(200)
      response.write(`{"data":"${'x'.repeat(200_000)}`)
    })
    await expect(nemo.client({ maxJsonBytes: 100_000 }).credits({ token })).rejects.toMatchObject({
      code: 'bad_answer',
    })
    await expect.poll(nemo.openSockets).toBe(0)
  })
})

describe('an error', () => {
  it('tells no token and no control characters, and at most 300 characters of the server', async () => {
    nemo.script(json({ code: 1001, message: `bad\u0000\n${token} Bearer abc.def nmv_usr_other ${'y'.repeat(5_000)}` }))
    const error = await nemo
      .client()
      .credits({ token })
      .catch((caught: Error) => caught)
    const message = error instanceof Error ? error.message : ''
    expect(message).toMatch(/^credits: bad \[secret\] \[secret\] \[secret\] y+…$/)
    expect(message.length).toBeLessThan(330)
    expect(JSON.stringify(error)).not.toContain(token)
  })

  it('is timeout when no answer comes, and leaves no connection', async () => {
    nemo.script(() => {})
    await expect(nemo.client({ timeouts: { requestMs: 50 } }).credits({ token })).rejects.toMatchObject({
      code: 'timeout',
      accepted: 'unknown',
    })
    await expect.poll(nemo.openSockets).toBe(0)
  })

  it('is aborted when the caller gives up, and nothing stays on its signal', async () => {
    const controller = new AbortController()
    nemo.script(() => controller.abort())
    await expect(nemo.client().credits({ token, signal: controller.signal })).rejects.toMatchObject({ code: 'aborted' })
    await expect.poll(nemo.openSockets).toBe(0)
  })

  it('is network, surely not accepted, when nobody listens', async () => {
    const gone = await startScriptedNemo()
    await gone.close()
    const attribution = { source: 's', version: '1', platform: 'p' }
    const lost = createNemoClient({ apiUrl: gone.url, webUrl: 'https://web.example', attribution })
    await expect(lost.sendMessage({ token, sessionId: 's', text: 'x' })).rejects.toMatchObject({
      code: 'network',
      accepted: false,
    })
    await lost.close()
  })
})

describe('Retry-After', () => {
  const nowMs = Date.parse('2030-01-01T00:00:00Z')
  it.each([
    [undefined, null],
    ['soon', null],
    ['30', 30_000],
    [['30', '60'], 30_000],
    ['999999999', 3_600_000],
    ['Tue, 01 Jan 2030 00:01:00 GMT', 60_000],
  ])('%j waits %j ms', (header, waitMs) => expect(readRetryAfter(header, nowMs)).toBe(waitMs))

  it('comes with the error', async () => {
    nemo.script(json({}, 429, { 'retry-after': '7' }))
    await expect(nemo.client().credits({ token })).rejects.toMatchObject({ code: 'rate_limited', retryAfterMs: 7_000 })
    expect(nemo.received).toHaveLength(1)
  })
})
