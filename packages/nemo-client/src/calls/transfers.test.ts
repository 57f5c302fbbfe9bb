import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { FilePart } from '../multipart.ts'
import { startRefusingServer } from '../testing/refusing-server.fixture.ts'
import { json, type ScriptedNemo, startScriptedNemo } from '../testing/scripted-nemo.ts'

let nemo: ScriptedNemo
beforeAll(async () => {
  nemo = await startScriptedNemo({ readsBodies: false })
})
afterAll(() => nemo.close())
beforeEach(() => nemo.reset())
const token = 'nmv_usr_secret'
const MEBIBYTE = 1_048_576

const file = (content: string, extra: Partial<FilePart> = {}): FilePart => ({
  filename: 'a.jpg',
  contentType: 'image/jpeg',
  sizeBytes: Buffer.byteLength(content),
  open: () => Readable.from([Buffer.from(content)]),
  ...extra,
})
const uploaded = {
  filename: 'a.jpg',
  file_type: 'image',
  cdn_url: 'https://cdn.example/a.jpg',
  width: 10,
  height: '20',
  hash: 'h',
}

describe('uploading files', () => {
  it('does not take an answer that names nothing for a file that was taken', async () => {
    nemo.script(json({ code: 0, data: { files: [{ filename: {}, cdn_url: 7, hash: null, width: 10 }] } }))
    await expect(nemo.client().uploadFiles({ token, sessionId: 's', files: [file('x')] })).rejects.toMatchObject({
      code: 'bad_answer',
      accepted: 'unknown',
    })
  })

  it('sends one multipart request of exact length that any server can read', async () => {
    let form: FormData | undefined
    let length = 0
    nemo.script(async (request, response) => {
      const body = await buffer(request)
      length = body.byteLength
      form = await new Response(new Uint8Array(body), {
        headers: { 'content-type': request.headers['content-type'] ?? '' },
      }).formData()
      json({
        code: 0,
        data: { files: [uploaded, { ...uploaded, cdn_url: 'javascript:1', width: {} }], session_state_applied: true },
      })(request, response, '')
    })
    const files = [file('first'), file('', { filename: 'a"b\r\n店.png', contentType: 'x\r\ny: z' })]
    const result = await nemo.client().uploadFiles({ token, sessionId: 's', files })
    expect(nemo.received[0]?.headers['content-length']).toBe(`${length}`)
    const parts = (form?.getAll('files') ?? []).map((part) =>
      typeof part === 'string' ? null : { name: part.name, type: part.type, size: part.size },
    )
    expect(parts).toEqual([
      { name: 'a.jpg', type: 'image/jpeg', size: 5 },
      { name: 'a"b店.png', type: 'application/octet-stream', size: 0 },
    ])
    expect(result).toEqual([
      {
        filename: 'a.jpg',
        fileType: 'image',
        cdnUrl: 'https://cdn.example/a.jpg',
        width: 10,
        height: 20,
        duration: null,
        fps: null,
        hash: 'h',
        isAppliedToSession: true,
      },
      expect.objectContaining({ cdnUrl: null, width: null }),
    ])
  })

  it('streams 200 MB with flat memory', async () => {
    const chunk = Buffer.alloc(MEBIBYTE, 7)
    const sizeBytes = 200 * MEBIBYTE
    const expected = createHash('sha256')
    let receivedBytes = 0
    let mostBytes = 0
    const sample = () => {
      mostBytes = Math.max(mostBytes, process.memoryUsage().rss)
    }
    function* chunks() {
      for (let sent = 0; sent < sizeBytes; sent += chunk.byteLength) {
        expected.update(chunk)
        yield chunk
      }
    }
    nemo.script(async (request, response) => {
      for await (const bytes of request) {
        receivedBytes += bytes.length
        sample()
      }
      json({ code: 0, data: { files: [uploaded] } })(request, response, '')
    })
    const beforeBytes = process.memoryUsage().rss
    await nemo
      .client()
      .uploadFiles({ token, sessionId: 's', files: [file('', { sizeBytes, open: () => Readable.from(chunks()) })] })
    expect(receivedBytes).toBeGreaterThan(sizeBytes)
    expect(mostBytes - beforeBytes).toBeLessThan(100 * MEBIBYTE)
  })

  it.each([
    ['shorter', 10],
    ['longer', 2],
  ])('fails when a file is %s than announced', async (_name, sizeBytes) => {
    nemo.script(async (request) => void (await buffer(request).catch(() => {})))
    await expect(
      nemo.client().uploadFiles({ token, sessionId: 's', files: [file('hello', { sizeBytes })] }),
    ).rejects.toThrow(RangeError)
    await expect.poll(nemo.openSockets).toBe(0)
  })

  it("passes on an error of a file's own stream, and closes every stream it opened", async () => {
    const opened: Readable[] = []
    const failing = () => {
      const source = new Readable({ read: () => {} })
      opened.push(source)
      source.push('x')
      setImmediate(() => source.destroy(new TypeError('disk gone')))
      return source
    }
    nemo.script(async (request) => void (await buffer(request).catch(() => {})))
    const files = [file('x', { sizeBytes: 100, open: failing })]
    await expect(nemo.client().uploadFiles({ token, sessionId: 's', files })).rejects.toThrow('disk gone')
    expect(opened.every((source) => source.destroyed)).toBe(true)
  })

  it('closes the file when the server breaks off, and does not send again', async () => {
    const source = new Readable({ read: () => {} })
    source.push('x')
    nemo.script((request) => void request.socket.resetAndDestroy())
    const files = [file('x', { sizeBytes: 100, open: () => source })]
    await expect(nemo.client().uploadFiles({ token, sessionId: 'broken', files })).rejects.toMatchObject({
      code: 'network',
      accepted: 'unknown',
    })
    await expect.poll(() => source.destroyed).toBe(true)
    expect(nemo.received.filter(({ path }) => path.endsWith('/broken'))).toHaveLength(1)
  })

  it('closes a file that is opened only after the upload was given up', async () => {
    nemo.script(async (request) => void (await buffer(request).catch(() => {})))
    const controller = new AbortController()
    const source = new Readable({ read: () => {} })
    let giveOver: (opened: Readable) => void = () => {}
    const open = () => {
      controller.abort()
      return new Promise<Readable>((resolve) => {
        giveOver = resolve
      })
    }
    const files = [file('x', { sizeBytes: 100, open })]
    const upload = nemo.client().uploadFiles({ token, sessionId: 's', files, signal: controller.signal })
    await expect(upload).rejects.toMatchObject({ code: 'aborted' })
    giveOver(source)
    await expect.poll(() => source.destroyed).toBe(true)
  })

  it('tells a refused file by its code', async () => {
    nemo.script(async (request, response) => {
      await buffer(request)
      json({ code: 4002, message: 'file too large' })(request, response, '')
    })
    await expect(nemo.client().uploadFiles({ token, sessionId: 's', files: [file('x')] })).rejects.toMatchObject({
      code: 'file_too_large',
    })
  })

  it('hears a refusal that comes before the file was read', async () => {
    nemo.script(json({ code: 4001, message: 'unsupported' }, 415))
    const endless = () =>
      Readable.from(
        (function* () {
          for (;;) yield Buffer.alloc(65_536)
        })(),
      )
    const files = [file('', { sizeBytes: 50 * MEBIBYTE, open: endless })]
    const failure = await nemo
      .client()
      .uploadFiles({ token, sessionId: 's', files })
      .catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'unsupported_file' })
  })

  it.each(['closes', 'resets'] as const)(
    'hears a refusal behind which the server %s the connection',
    async (hangUp) => {
      const body = JSON.stringify({ code: 1001, message: 'token is invalid' })
      const head = `HTTP/1.1 401 Unauthorized\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n`
      const server = await startRefusingServer(head + body, hangUp)
      const open = async () => {
        await server.asked()
        server.refuse()
        return Readable.from(Array.from({ length: 32 }, () => Buffer.alloc(65_536)))
      }
      const upload = nemo
        .client({ apiUrl: server.url })
        .uploadFiles({ token, sessionId: 's', files: [file('', { sizeBytes: 32 * 65_536, open })] })
      await expect(upload).rejects.toMatchObject({ code: 'token_invalid', httpStatus: 401, accepted: false })
      await server.close()
    },
  )
})

describe('downloading', () => {
  const video = Buffer.alloc(300_000, 1)
  const send = (_request: unknown, response: import('node:http').ServerResponse) => {
    response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': video.byteLength })
    response.end(video)
  }

  it('takes the video from a foreign host without token or attribution', async () => {
    nemo.script(send)
    const { stream, sizeBytes } = await nemo.client().downloadOutput({ url: `${nemo.url}/v.mp4?sig=1` })
    expect(sizeBytes).toBe(300_000)
    expect(await buffer(stream)).toEqual(video)
    expect(nemo.received[0]).toMatchObject({ method: 'GET', path: '/v.mp4?sig=1' })
    expect(Object.keys(nemo.received[0]?.headers ?? {}).filter((name) => /auth|x-skill/.test(name))).toEqual([])
  })

  it('takes it through NEMO with the token as the fallback', async () => {
    nemo.script(send)
    const { stream } = await nemo.client().downloadRender({ token, renderId: 'render_1' })
    expect((await buffer(stream)).byteLength).toBe(300_000)
    expect(nemo.received[0]?.headers.authorization).toBe(`Bearer ${token}`)
  })

  it('fails when fewer bytes come than announced', async () => {
    nemo.script((request, response) => {
      response.writeHead(200, { 'content-length': 1_000 })
      response.write('x', () => setImmediate(() => request.socket.destroy()))
    })
    const { stream } = await nemo.client().downloadOutput({ url: nemo.url })
    await expect(buffer(stream)).rejects.toMatchObject({ name: 'NemoError', code: 'network' })
  })

  it('is ended by its clock and by the caller, also while the body comes', async () => {
    nemo.script((_request, response) => void response.writeHead(200).write('x'))
    const slow = await nemo.client({ timeouts: { downloadMs: 80 } }).downloadOutput({ url: nemo.url })
    await expect(buffer(slow.stream)).rejects.toMatchObject({ code: 'timeout' })
    const controller = new AbortController()
    const { stream } = await nemo.client().downloadOutput({ url: nemo.url, signal: controller.signal })
    controller.abort()
    await expect(buffer(stream)).rejects.toMatchObject({ code: 'aborted' })
    await expect.poll(nemo.openSockets).toBe(0)
  })

  it('leaves no connection when its reader stops half way', async () => {
    nemo.script((_request, response) => void response.writeHead(200).write('x'))
    const { stream } = await nemo.client().downloadOutput({ url: nemo.url })
    for await (const _chunk of stream) break
    await expect.poll(nemo.openSockets).toBe(0)
  })

  it('leaves no connection when its stream is never read', async () => {
    nemo.script((_request, response) => void response.writeHead(200).write('x'))
    const { stream } = await nemo.client().downloadOutput({ url: nemo.url })
    stream.destroy()
    await expect.poll(nemo.openSockets).toBe(0)
  })

  it('refuses redirects, errors, JSON and addresses that are not http', async () => {
    const client = nemo.client()
    nemo.script(json('', 302, { location: 'http://127.0.0.1:1/' }))
    await expect(client.downloadOutput({ url: nemo.url })).rejects.toMatchObject({ code: 'bad_answer' })
    nemo.script(json({}, 403))
    await expect(client.downloadOutput({ url: nemo.url })).rejects.toMatchObject({ code: 'rejected', httpStatus: 403 })
    nemo.script(json({ code: 1001 }))
    await expect(client.downloadOutput({ url: nemo.url })).rejects.toMatchObject({ code: 'bad_answer' })
    await expect(client.downloadRender({ token, renderId: 'r' })).rejects.toMatchObject({ code: 'token_invalid' })
    await expect(client.downloadOutput({ url: 'file:///etc/passwd' })).rejects.toMatchObject({
      code: 'rejected',
      accepted: false,
    })
  })
})
