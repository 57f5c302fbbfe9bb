import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { StreamEvent } from '../stream/reply.ts'
import { event, json, type ScriptedNemo, startScriptedNemo, stream } from '../testing/scripted-nemo.ts'

let nemo: ScriptedNemo
beforeAll(async () => {
  nemo = await startScriptedNemo()
})
afterAll(() => nemo.close())
beforeEach(() => nemo.reset())

const message = { token: 'nmv_usr_secret', sessionId: 's', text: 'make it "short" — 快' }
const hello = event({ type: 'text', content: 'Hello' })

describe('a message', () => {
  it('goes out in its documented form on a connection of its own', async () => {
    nemo.script(stream(hello))
    const client = nemo.client()
    await client.sendMessage(message)
    await client.sendMessage(message)
    const [first] = nemo.received
    expect(first).toMatchObject({
      method: 'POST',
      path: '/run_sse',
      headers: { accept: 'text/event-stream', connection: 'close' },
    })
    expect(JSON.parse(Buffer.from(first?.body ?? '', 'latin1').toString())).toEqual({
      app_name: 'nemo_agent',
      user_id: 'me',
      session_id: 's',
      new_message: { parts: [{ text: message.text }] },
    })
    await expect.poll(nemo.openSockets).toBe(0)
  })

  it('tells its events as they come and the outcome when the stream closes', async () => {
    const events: StreamEvent[] = []
    nemo.script(
      stream(
        ': hi\n\n',
        hello,
        event({ type: 'tool_call', name: 'cut', args: { at: 1 } }),
        'data: {"type":"text","content":" there"}',
      ),
    )
    const outcome = await nemo.client().sendMessage({ ...message, onEvent: (one) => events.push(one) })
    expect(outcome).toEqual({
      ended: 'closed',
      text: 'Hello there',
      tools: [{ name: 'cut', args: { at: 1 }, result: null }],
      streamError: null,
      meaningfulEvents: 3,
    })
    expect(events.map((one) => one.type)).toEqual(['heartbeat', 'text', 'tool_call', 'text'])
  })

  it('reads a stream whatever its content type says', async () => {
    nemo.script((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(`\r\n\n${hello}`)
    })
    expect(await nemo.client().sendMessage(message)).toMatchObject({ ended: 'closed', text: 'Hello' })
  })

  it('that closes without a word is no error', async () => {
    nemo.script(stream())
    expect(await nemo.client().sendMessage(message)).toMatchObject({ ended: 'closed', text: '', meaningfulEvents: 0 })
  })

  it.each([
    ['after headers', ''],
    ['after half an event', `${hello}data: {"type":"te`],
  ])('whose connection breaks %s resolves as broken, with what was said', async (_name, sent) => {
    nemo.script((request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.flushHeaders()
      response.write(`: open\n\n${sent}`, () => setImmediate(() => request.socket.destroy()))
    })
    const outcome = await nemo.client().sendMessage(message)
    expect(outcome).toMatchObject({
      ended: 'broken',
      text: sent ? 'Hello' : '',
      error: { code: 'network', accepted: true },
    })
    expect(nemo.received).toHaveLength(1)
  })

  it('that is reset before any header arrives exactly once and may have been accepted', async () => {
    nemo.script((request) => void request.socket.resetAndDestroy())
    await expect(nemo.client().sendMessage(message)).rejects.toMatchObject({ code: 'network', accepted: 'unknown' })
    nemo.script((request) => void request.socket.end())
    await expect(nemo.client().sendMessage(message)).rejects.toMatchObject({ code: 'network', accepted: 'unknown' })
    expect(nemo.received).toHaveLength(2)
  })

  it('does not follow a redirect', async () => {
    nemo.script(json({}, 307, { location: `${nemo.url}/elsewhere` }))
    await expect(nemo.client().sendMessage(message)).rejects.toMatchObject({ code: 'bad_answer', accepted: 'unknown' })
    expect(nemo.received).toHaveLength(1)
  })

  it('answered by HTML or by success without a stream may have been accepted', async () => {
    nemo.script(json('<html>hello</html>'))
    await expect(nemo.client().sendMessage(message)).rejects.toMatchObject({ code: 'bad_answer', accepted: 'unknown' })
    nemo.script(json({ code: 0, data: {} }))
    await expect(nemo.client().sendMessage(message)).rejects.toMatchObject({ code: 'bad_answer', accepted: 'unknown' })
  })
})

describe('the clocks of a stream', () => {
  it('end one that hangs after its headers', async () => {
    nemo.script((_request, response) => void response.writeHead(200).write(hello))
    const outcome = await nemo.client({ timeouts: { streamIdleMs: 80 } }).sendMessage(message)
    expect(outcome).toMatchObject({ ended: 'idle_timeout', text: 'Hello', error: { code: 'timeout', accepted: true } })
    await expect.poll(nemo.openSockets).toBe(0)
  })

  it('throw for one that hangs before its headers', async () => {
    nemo.script(() => {})
    const client = nemo.client({ timeouts: { streamIdleMs: 50 } })
    await expect(client.sendMessage(message)).rejects.toMatchObject({ code: 'timeout', accepted: 'unknown' })
  })

  it.each([
    ['comments', ': beat\n\n'],
    ['empty data', 'data:\n\n'],
    ['heartbeat events', 'event: heartbeat\ndata: {"n":1}\n\n'],
    ['typed heartbeats', event({ type: 'heartbeat' })],
  ])('end one of nothing but %s, which is told as timed out', async (_name, beat) => {
    let beats = 0
    nemo.script((_request, response) => {
      response.writeHead(200)
      const timer = setInterval(() => response.write(beat), 10)
      response.on('close', () => clearInterval(timer))
    })
    const client = nemo.client({ timeouts: { streamIdleMs: 120 } })
    const outcome = await client.sendMessage({ ...message, onEvent: () => beats++ })
    expect(outcome).toMatchObject({ ended: 'idle_timeout', meaningfulEvents: 0 })
    expect(beats).toBeGreaterThan(2)
  })

  it('end one that goes on for ever, however much it says', async () => {
    nemo.script((_request, response) => {
      response.writeHead(200)
      const timer = setInterval(() => response.write(hello), 10)
      response.on('close', () => clearInterval(timer))
    })
    const client = nemo.client({ timeouts: { streamIdleMs: 5_000, streamMs: 150 } })
    const outcome = await client.sendMessage(message)
    expect(outcome).toMatchObject({ ended: 'hard_timeout', error: { code: 'timeout' } })
    expect(outcome.text).toContain('Hello')
  })
})

describe('giving up', () => {
  it('during the stream resolves as aborted with what was said', async () => {
    const controller = new AbortController()
    nemo.script((_request, response) => void response.writeHead(200).write(hello))
    const outcome = await nemo
      .client()
      .sendMessage({ ...message, signal: controller.signal, onEvent: () => controller.abort() })
    expect(outcome).toMatchObject({ ended: 'aborted', text: 'Hello', error: { code: 'aborted', accepted: true } })
    await expect.poll(nemo.openSockets).toBe(0)
  })
  it('before the headers throws, and NEMO may be at work', async () => {
    const controller = new AbortController()
    nemo.script(() => controller.abort())
    await expect(nemo.client().sendMessage({ ...message, signal: controller.signal })).rejects.toMatchObject({
      code: 'aborted',
      accepted: 'unknown',
    })
  })
  it('by an error of the watcher ends the stream and passes the error on', async () => {
    nemo.script((_request, response) => void response.writeHead(200).write(hello))
    const onEvent = () => {
      throw new RangeError('watcher failed')
    }
    await expect(nemo.client().sendMessage({ ...message, onEvent })).rejects.toThrow('watcher failed')
    await expect.poll(nemo.openSockets).toBe(0)
  })
})

describe('a hostile stream', () => {
  it('with one endless line is cut at the limit', async () => {
    nemo.script((_request, response) => {
      response.writeHead(200)
      const write = () => {
        while (!response.destroyed && response.write(`${first}${'x'.repeat(65_536)}`)) first = ''
        first = ''
      }
      let first = `${hello}data: `
      response.on('drain', write)
      write()
    })
    const outcome = await nemo.client().sendMessage(message)
    expect(outcome).toMatchObject({ ended: 'too_large', text: 'Hello', error: { code: 'bad_answer' } })
    await expect.poll(nemo.openSockets).toBe(0)
  })
  it('that begins with a refusal tells it as not accepted', async () => {
    nemo.script(stream(event({ code: 2001, message: 'no credits' })))
    const outcome = await nemo.client().sendMessage(message)
    expect(outcome).toMatchObject({
      streamError: 'no credits',
      error: { code: 'credits_exhausted', nemoCode: 2001, accepted: false },
    })
  })
})

it('long streams do not hold up short calls', async () => {
  nemo.script((request, response, body) => {
    if (request.url === '/run_sse') response.writeHead(200).write(hello)
    else json({ available: 1 })(request, response, body)
  })
  const client = nemo.client()
  const controller = new AbortController()
  let begun = 0
  const streams = Array.from({ length: 200 }, () =>
    client.sendMessage({ ...message, signal: controller.signal, onEvent: () => begun++ }),
  )
  await expect.poll(() => begun, { timeout: 15_000 }).toBe(200)
  expect(await client.credits({ token: message.token })).toMatchObject({ available: 1 })
  controller.abort()
  const outcomes = await Promise.all(streams)
  expect(outcomes.every((outcome) => outcome.ended === 'aborted')).toBe(true)
  await expect.poll(nemo.openSockets, { timeout: 15_000 }).toBeLessThan(2)
})
