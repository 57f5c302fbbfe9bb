import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSandbox, type Sandbox } from './index.ts'
import { ATTRIBUTION, photoPath, SandboxCaller, until } from './testing/sandbox-caller.ts'

let sandbox: Sandbox
let dir: string
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'sandbox-test-'))
  sandbox = await createSandbox({ dir, maxUploadBytes: 2_000_000 })
})
afterAll(async () => {
  await sandbox.close()
  await rm(dir, { recursive: true, force: true })
})

const storedFiles = () => readdir(path.join(dir, 'sandbox-files', 'uploads')).catch(() => [])
const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)
const jpegOf = (sizeBytes: number): Uint8Array<ArrayBuffer> => {
  const file = new Uint8Array(sizeBytes)
  file.set([0xff, 0xd8, 0xff, 0xe0])
  return file
}

describe('the anonymous token', () => {
  it('needs a client id', async () => {
    const { status, body } = await new SandboxCaller(sandbox).call('POST', '/api/auth/anonymous-token')
    expect({ status, code: body.code }).toEqual({ status: 400, code: 400 })
  })

  it('is the same one for the same client while it is valid, and lasts seven days', async () => {
    const ask = () =>
      new SandboxCaller(sandbox).call('POST', '/api/auth/anonymous-token', { headers: { 'x-client-id': 'client-1' } })
    const [first, second] = [await ask(), await ask()]
    expect(second.body).toEqual(first.body)
    const data = first.body.data as Record<string, string>
    expect(data.token).toMatch(/^nmv_usr_/)
    expect(data.user_id).toMatch(/^anon_/)
    expect((Date.parse(data.expires_at ?? '') - Date.now()) / 86_400_000).toBeCloseTo(7, 1)
  })

  it('is refused to the same client with 429 when tokens are strict, until it is revoked', async () => {
    const strict = await createSandbox({ strictTokens: true })
    const ask = () =>
      new SandboxCaller(strict).call('POST', '/api/auth/anonymous-token', { headers: { 'x-client-id': 'client-1' } })
    const first = await ask()
    const second = await ask()
    strict.revokeTokens()
    const third = await ask()
    await strict.close()
    expect([first.status, second.status, third.status]).toEqual([200, 429, 200])
    expect(Number(second.headers.get('retry-after'))).toBeGreaterThan(600_000)
    expect(third.body.data).toMatchObject({ user_id: (first.body.data as Record<string, string>).user_id })
  })

  it('is refused everywhere with 1001 when it is wrong or revoked', async () => {
    const caller = await SandboxCaller.signedIn(sandbox)
    const { sessionId } = await caller.openSession()
    await caller.call('POST', '/sandbox/tokens/revoke', { json: {} })
    for (const [method, url] of [
      ['GET', '/api/credits/balance/simple'],
      ['GET', `/api/state/nemo_agent/me/${sessionId}/latest`],
      ['POST', '/api/tasks/me/with-session/nemo_agent'],
      ['GET', '/api/render/proxy/lambda/render_1'],
      ['GET', '/api/render/proxy/render_1/download'],
    ] as const) {
      const { status, body } = await caller.call(method, url, method === 'POST' ? { json: {} } : {})
      expect({ url, status, code: body.code }).toEqual({ url, status: 401, code: 1001 })
    }
    expect((await caller.say(sessionId, 'hello')).status).toBe(401)
  })

  it('of a registered account is taken when one is set', async () => {
    const own = await createSandbox({ registeredToken: 'my-own-token', initialCredits: 7 })
    const caller = new SandboxCaller(own)
    caller.headers.authorization = 'Bearer my-own-token'
    expect(await caller.balance()).toEqual({ available: 7, frozen: 0, total: 7 })
    await own.close()
  })
})

describe('a session', () => {
  it('opens, and can be claimed by its owner', async () => {
    const caller = await SandboxCaller.signedIn(sandbox)
    const { sessionId, taskId } = await caller.openSession()
    const claim = await caller.call('POST', '/api/auth/claim-token', {
      json: { session_id: sessionId, task_id: taskId },
    })
    expect(claim.body).toMatchObject({ code: 0, data: { expires_in: 3_600 } })
    expect((claim.body.data as Record<string, string>).claim_token).toMatch(/^clm_/)
  })

  it('of somebody else, or unknown, is 1002 in every call', async () => {
    const owner = await SandboxCaller.signedIn(sandbox)
    const stranger = await SandboxCaller.signedIn(sandbox)
    for (const sessionId of [(await owner.openSession()).sessionId, 'nowhere']) {
      const answers = [
        await stranger.call('GET', `/api/state/nemo_agent/me/${sessionId}/latest`),
        await stranger.uploadPhotos(sessionId, ['coffee.jpg']),
        await stranger.submitRender(sessionId, 'render_x', { t: [] }),
        await stranger.call('POST', '/api/auth/claim-token', { json: { session_id: sessionId, task_id: 't' } }),
      ]
      expect(answers.map(({ body }) => body.code)).toEqual([1002, 1002, 1002, 1002])
    }
  })
})

describe('an upload', () => {
  it('tells what the files are and keeps them in order in the state', async () => {
    const caller = await SandboxCaller.signedIn(sandbox)
    const { sessionId } = await caller.openSession()
    const { body } = await caller.uploadPhotos(sessionId, ['coffee.jpg', 'chelsea.webp', 'coffee.png'])
    const data = body.data as { files: Record<string, unknown>[]; session_state_applied: boolean }
    expect(data.session_state_applied).toBe(true)
    expect(data.files).toMatchObject([
      { filename: 'coffee.jpg', file_type: 'image', width: 600, height: 400 },
      { filename: 'chelsea.webp', file_type: 'image', width: 451, height: 300 },
      { filename: 'coffee.png', file_type: 'image', width: 600, height: 400 },
    ])
    expect((await caller.state(sessionId)).video_infos).toEqual(data.files)
    const served = await fetch(String(data.files[0]?.cdn_url))
    expect(Buffer.from(await served.arrayBuffer()).equals(await readFile(photoPath('coffee.jpg')))).toBe(true)
  })

  it.each([
    ['text with a photo name', 'photo.jpg', bytes('not a photo at all, but long enough to be judged by its head')],
    ['an empty file', 'empty.jpg', new Uint8Array()],
    ['an image of the head alone', 'head.jpg', jpegOf(200)],
  ])('of %s is refused with 4001 and leaves nothing', async (_what, name, content) => {
    const caller = await SandboxCaller.signedIn(sandbox)
    const { sessionId } = await caller.openSession()
    const before = await storedFiles()
    const { status, body } = await caller.upload(sessionId, [{ name, bytes: content }])
    expect({ status, code: body.code }).toEqual({ status: 415, code: 4001 })
    expect(String(body.message)).toContain(name)
    expect(await storedFiles()).toEqual(before)
  })

  it('of a HEIC is refused, and with it the good file of the same call', async () => {
    const caller = await SandboxCaller.signedIn(sandbox)
    const { sessionId } = await caller.openSession()
    const before = await storedFiles()
    const { body } = await caller.uploadPhotos(sessionId, ['coffee.jpg', 'coffee.heic'])
    expect(body.code).toBe(4001)
    expect((await caller.state(sessionId)).video_infos).toEqual([])
    expect(await storedFiles()).toEqual(before)
  })

  it('of a file over the limit is refused with 4002, before it has all been sent', async () => {
    const caller = await SandboxCaller.signedIn(sandbox)
    const { sessionId } = await caller.openSession()
    const before = await storedFiles()
    const { answer, sentBytes } = await sendSlowly(caller, sessionId, 50_000_000)
    expect(answer).toMatch(/^HTTP\/1\.1 413/)
    expect(answer).toContain('"code":4002')
    expect(sentBytes).toBeLessThan(50_000_000)
    await until(async () => ((await storedFiles()).length === before.length ? true : null))
    expect((await caller.uploadPhotos(sessionId, ['coffee.jpg'])).status).toBe(200)
  })

  it('that is refused lets its sender go on until the refusal is read, whatever becomes of the connection then', async () => {
    const caller = await SandboxCaller.signedIn(sandbox)
    const { sessionId } = await caller.openSession()
    caller.headers = { ...caller.headers, authorization: 'Bearer nmv_usr_unknown', connection: 'close' }
    const socket = await beginUpload(caller, sessionId, 10_000_000)
    const [answer] = await once(socket, 'data')
    expect(String(answer)).toContain('"code":1001')
    const chunk = Buffer.from(jpegOf(100_000))
    for (let sent = 0; sent < 5_000_000; sent += chunk.length)
      await new Promise<void>((resolve, reject) => socket.write(chunk, (error) => (error ? reject(error) : resolve())))
    socket.destroy()
  })

  it('that its sender breaks off leaves nothing, and the session takes another', async () => {
    const caller = await SandboxCaller.signedIn(sandbox)
    const { sessionId } = await caller.openSession()
    const before = await storedFiles()
    const socket = await beginUpload(caller, sessionId, 1_000_000)
    socket.write(Buffer.from(jpegOf(300_000)))
    await until(async () => ((await storedFiles()).length > before.length ? true : null))
    socket.destroy()
    await until(async () => ((await storedFiles()).length === before.length ? true : null))
    expect((await caller.state(sessionId)).video_infos).toEqual([])
    expect((await caller.uploadPhotos(sessionId, ['coffee.jpg'])).status).toBe(200)
  })

  it('without a file is a bad request', async () => {
    const caller = await SandboxCaller.signedIn(sandbox)
    const { sessionId } = await caller.openSession()
    expect((await caller.upload(sessionId, [])).status).toBe(400)
  })

  it('by URL fetches the file', async () => {
    const photos = createServer(async (request, response) => {
      if (request.url?.startsWith('/rocket') !== true) response.writeHead(404).end()
      else response.end(await readFile(photoPath('rocket.jpg')))
    }).listen(0, '127.0.0.1')
    await once(photos, 'listening')
    const address = photos.address()
    const base = typeof address === 'object' ? `http://127.0.0.1:${address?.port}` : ''
    const caller = await SandboxCaller.signedIn(sandbox)
    const { sessionId } = await caller.openSession()
    const send = (url: string) =>
      caller.call('POST', `/api/upload-video/nemo_agent/me/${sessionId}`, { json: { urls: [url], source_type: 'url' } })
    const good = await send(`${base}/rocket.jpg?x=1`)
    const missing = await send(`${base}/nothing.jpg`)
    const nonsense = await send('file:///etc/passwd')
    photos.closeAllConnections()
    photos.close()
    const unreachable = await send(`${base}/rocket.jpg`)
    expect(good.body.data).toMatchObject({ files: [{ filename: 'rocket.jpg', width: 640, height: 427 }] })
    expect([missing.status, nonsense.status, unreachable.status]).toEqual([422, 400, 422])
  })
})

/** Sends the head of a multipart body and of its one file, `huge.jpg`. */
async function beginUpload(caller: SandboxCaller, sessionId: string, sizeBytes: number): Promise<Socket> {
  const { hostname, port } = new URL(caller.url)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  const headers = Object.entries(caller.headers).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.write(
    `POST /api/upload-video/nemo_agent/me/${sessionId} HTTP/1.1\r\nhost: ${hostname}\r\n${headers.join('')}content-type: multipart/form-data; boundary=b\r\ncontent-length: ${sizeBytes}\r\n\r\n--b\r\ncontent-disposition: form-data; name="files"; filename="huge.jpg"\r\ncontent-type: image/jpeg\r\n\r\n`,
  )
  return socket
}

/** Writes a multipart body of a huge JPEG chunk by chunk and stops when an answer comes. */
async function sendSlowly(caller: SandboxCaller, sessionId: string, sizeBytes: number) {
  const socket = await beginUpload(caller, sessionId, sizeBytes)
  let answer = ''
  socket.on('data', (chunk) => {
    answer += chunk.toString()
  })
  socket.on('error', () => undefined)
  let sentBytes = 0
  for (const chunk = Buffer.from(jpegOf(100_000)); answer === '' && sentBytes < sizeBytes; sentBytes += chunk.length) {
    if (!socket.write(chunk)) await Promise.race([once(socket, 'drain'), once(socket, 'data')])
    await new Promise((resolve) => setImmediate(resolve))
  }
  await until(async () => (answer.includes('\r\n\r\n') ? true : null))
  socket.destroy()
  return { answer, sentBytes }
}

describe('what a developer can look at and turn', () => {
  it('a log of every call in order, without tokens', async () => {
    const caller = await SandboxCaller.signedIn(sandbox)
    const { sessionId } = await caller.openSession()
    await caller.call('GET', '/api/state/nemo_agent/me/nowhere/latest')
    const { body } = await caller.call('GET', '/sandbox/log?limit=3')
    expect(body.entries).toMatchObject([
      { call: 'anonymous_token', status: 200 },
      { call: 'open_session', status: 200, session_id: sessionId },
      { call: 'state', status: 404, session_id: 'nowhere', detail: { code: 1002 } },
    ])
    expect(JSON.stringify(body)).not.toContain('nmv_usr_')
  })

  it('which attribution headers a call lacked', async () => {
    const caller = await SandboxCaller.signedIn(sandbox)
    caller.headers = {
      authorization: caller.headers.authorization ?? '',
      'x-skill-source': ATTRIBUTION['x-skill-source'],
    }
    await caller.balance()
    expect(sandbox.log.entries({ call: 'credits' }).at(-1)?.detail).toEqual({
      missing_headers: ['x-skill-version', 'x-skill-platform'],
    })
  })

  it('a page that documents itself', async () => {
    const page = await (await fetch(sandbox.url)).text()
    for (const word of ['SANDBOX_PROFILE', '[[sandbox:drop_stream]]', '/run_sse']) expect(page).toContain(word)
  })

  it('an unknown call is 404', async () => {
    expect((await new SandboxCaller(sandbox).call('GET', '/api/nothing')).status).toBe(404)
  })
})

describe('the shapes of answers', () => {
  it('can be flat, with the draft as text', async () => {
    const flat = await createSandbox({ envelope: 'flat', draftShape: 'string', renderShape: 'flat', longestSide: 64 })
    const caller = new SandboxCaller(flat)
    const token = await caller.call('POST', '/api/auth/anonymous-token', { headers: { 'x-client-id': 'c' } })
    caller.headers.authorization = `Bearer ${token.body.token}`
    const session = await caller.call('POST', '/api/tasks/me/with-session/nemo_agent', { json: {} })
    const sessionId = String(session.body.session_id)
    await caller.uploadPhotos(sessionId, ['coffee.jpg'])
    await caller.say(sessionId, '1 s')
    const { body } = await caller.call('GET', `/api/state/nemo_agent/me/${sessionId}/latest`)
    const { draft } = body.state as Record<string, unknown>
    expect(JSON.parse(String(draft))).toMatchObject({ d: 1_000 })
    expect((await caller.submitRender(sessionId, 'render_1', draft)).body).toMatchObject({
      success: true,
      id: 'render_1',
    })
    const done = await until(async () => {
      const render = await caller.call('GET', '/api/render/proxy/lambda/render_1')
      return render.body.status === 'completed' ? render.body : null
    })
    expect(done.output).toEqual({ url: expect.stringMatching(/\/output\/[0-9a-f]{32}\.mp4$/) })
    await flat.close()
  })
})
