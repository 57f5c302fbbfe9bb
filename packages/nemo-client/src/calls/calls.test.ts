import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { fingerprint } from '../draft/fingerprint.ts'
import { json, type ScriptedNemo, startScriptedNemo } from '../testing/scripted-nemo.ts'

let nemo: ScriptedNemo
beforeAll(async () => {
  nemo = await startScriptedNemo()
})
afterAll(() => nemo.close())
beforeEach(() => nemo.reset())

const token = 'nmv_usr_secret'

/** The answer as NEMO documents it, and with the fields of `data` at the top. */
const bothShapes = (data: object): [string, object][] => [
  ['inside data', { code: 0, message: 'success', data }],
  ['at the top level', { code: 0, ...data }],
]

describe('every call', () => {
  it('carries the attribution, and the token where there is one', async () => {
    const client = nemo.client()
    nemo.script((request, response, body) =>
      json({
        token,
        session_id: 's',
        task_id: 't',
        claim_token: 'clm_1',
        files: [],
        available: 1,
        state: {},
        status: 'pending',
        ...(request.url === '/run_sse' ? { code: 1001 } : {}),
      })(request, response, body),
    )
    await client.anonymousToken({ clientId: '0b7e' })
    await client.openSession({ token, taskName: 'project', language: 'en' })
    await client.claimLink({ token, taskId: 't', sessionId: 's' })
    await client.uploadFiles({ token, sessionId: 's', files: [] })
    await client.uploadUrls({ token, sessionId: 's', urls: ['https://x.example/a.jpg'] })
    await client.sendMessage({ token, sessionId: 's', text: 'x' }).catch(() => {})
    await client.credits({ token })
    await client.state({ token, sessionId: 's' })
    await client.submitRender({
      token,
      renderId: 'r',
      sessionId: 's',
      draft: {},
      output: { format: 'mp4', quality: 'high' },
    })
    await client.pollRender({ token, renderId: 'r' })
    await client.cancelRender({ token, renderId: 'r' })
    await client.downloadRender({ token, renderId: 'r' }).catch(() => {})
    expect(nemo.received.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /api/auth/anonymous-token',
      'POST /api/tasks/me/with-session/nemo_agent',
      'POST /api/auth/claim-token',
      'POST /api/upload-video/nemo_agent/me/s',
      'POST /api/upload-video/nemo_agent/me/s',
      'POST /run_sse',
      'GET /api/credits/balance/simple',
      'GET /api/state/nemo_agent/me/s/latest',
      'POST /api/render/proxy/lambda',
      'GET /api/render/proxy/lambda/r',
      'POST /api/render/proxy/lambda/r/cancel',
      'GET /api/render/proxy/r/download',
    ])
    for (const { headers, path } of nemo.received) {
      expect(headers).toMatchObject({
        'x-skill-source': 'nemo-batch',
        'x-skill-version': '1.2.3',
        'x-skill-platform': 'test',
      })
      expect(headers.authorization).toBe(path.endsWith('anonymous-token') ? undefined : `Bearer ${token}`)
    }
  })

  it('refuses a token that cannot be a header and an id that would leave its path, sending nothing', async () => {
    const client = nemo.client()
    await expect(client.credits({ token: 'a\r\nx: y' })).rejects.toMatchObject({
      code: 'token_invalid',
      accepted: false,
    })
    await expect(client.state({ token, sessionId: '..' })).rejects.toMatchObject({ code: 'rejected' })
    expect(nemo.received).toEqual([])
  })

  it('sends nothing when it is aborted beforehand', async () => {
    const signal = AbortSignal.abort()
    await expect(nemo.client().credits({ token, signal })).rejects.toMatchObject({ code: 'aborted', accepted: false })
    expect(nemo.received).toEqual([])
  })
})

describe('anonymousToken', () => {
  it.each(bothShapes({ token, user_id: 'anon_1', credits: 100, expires_at: '2030-01-02T03:04:05Z' }))(
    'reads fields %s',
    async (_name, answer) => {
      nemo.script(json(answer))
      const account = await nemo.client().anonymousToken({ clientId: 'c-1' })
      expect(account).toEqual({ token, userId: 'anon_1', credits: 100, expiresAt: new Date('2030-01-02T03:04:05Z') })
      expect(nemo.received[0]).toMatchObject({ headers: { 'x-client-id': 'c-1' }, body: '' })
    },
  )
  it.each([1893553445, 1893553445000, '1893553445'])('reads the Unix time %j', async (expires_at) => {
    nemo.script(json({ data: { token, expires_at } }))
    expect((await nemo.client().anonymousToken({ clientId: 'c' })).expiresAt.toISOString()).toBe(
      '2030-01-02T03:04:05.000Z',
    )
  })
})

describe('sessions', () => {
  it.each(bothShapes({ session_id: 's1', task_id: 12345678901234567890n.toString() }))(
    'reads fields %s',
    async (_name, answer) => {
      nemo.script(json(JSON.stringify(answer).replace('"12345678901234567890"', '12345678901234567890')))
      const session = await nemo.client().openSession({ token, taskName: 'project', language: 'zh-CN' })
      expect(session).toEqual({ sessionId: 's1', taskId: '12345678901234567890', userId: null })
      expect(JSON.parse(nemo.received[0]?.body ?? '')).toEqual({ task_name: 'project', language: 'zh-CN' })
    },
  )
  it('makes a claim link that holds the claim token and not the own', async () => {
    nemo.script(json({ data: { claim_token: 'clm_a+b', expires_in: 600 } }))
    const link = await nemo.client().claimLink({ token, taskId: 't', sessionId: 's' })
    expect(link).toEqual({ url: 'https://web.example/workspace/claim?ct=clm_a%2Bb', expiresInSeconds: 600 })
  })
})

describe('credits', () => {
  it.each(bothShapes({ available: 50, frozen: '20', total: 70 }))('reads fields %s', async (_name, answer) => {
    nemo.script(json(answer))
    expect(await nemo.client().credits({ token })).toEqual({ available: 50, frozen: 20, total: 70 })
  })
})

describe('state', () => {
  it('refuses a draft of wrong types', async () => {
    nemo.script(json({ data: { state: { draft: { d: {}, t: [{ tt: {}, sg: [{ d: {} }] }] } } } }))
    await expect(nemo.client().state({ token, sessionId: 's' })).rejects.toMatchObject({ code: 'bad_answer' })
  })

  const draft = { d: 5_000, t: [{ tt: 0, sg: [{ d: 5_000, m: { title: 'a.jpg' } }] }] }
  it.each(bothShapes({ state: { draft, video_infos: [{ name: 'a' }], generated_media: [], canvas_config: { w: 1 } } }))(
    'reads fields %s',
    async (_name, answer) => {
      nemo.script(json(answer))
      const state = await nemo.client().state({ token, sessionId: 's' })
      expect(state).toMatchObject({
        rawDraft: draft,
        videoInfos: [{ name: 'a' }],
        generatedMedia: [],
        canvasConfig: { w: 1 },
      })
      expect(state.draft).toMatchObject({ durationMs: 5_000, tracks: [{ type: 'video' }] })
    },
  )
  it('keeps a draft that came as text as that text', async () => {
    const text = JSON.stringify(draft, null, 2)
    nemo.script(json({ data: { state: { draft: text } } }))
    const state = await nemo.client().state({ token, sessionId: 's' })
    expect(state.rawDraft).toBe(text)
    expect(state.draft?.durationMs).toBe(5_000)
    expect(fingerprint(state.rawDraft)).toBe(fingerprint(draft))
  })
  it.each([[{}], [{ draft: null }], [{ draft: '' }], [{ draft: {} }], [{ draft: 7 }]])(
    'reads the state %j as one without a draft',
    async (state) => {
      nemo.script(json({ data: { state } }))
      expect(await nemo.client().state({ token, sessionId: 's' })).toMatchObject({
        draft: null,
        rawDraft: null,
        videoInfos: [],
      })
    },
  )
  it('sends a draft to the renderer exactly as it came, long numbers included', async () => {
    const exact = '{"id":12345678901234567890,"t":[{"tt":0,"sg":[{"x":0.1}]}],"n":null}'
    nemo.script(json(`{"data":{"state":{"draft":${exact}}}}`))
    const { rawDraft } = await nemo.client().state({ token, sessionId: 's' })
    nemo.script(json({ success: true, data: { id: 'r', status: 'pending', progress: 0 } }))
    await nemo.client().submitRender({
      token,
      renderId: 'r',
      sessionId: 's',
      draft: rawDraft,
      output: { format: 'mp4', quality: 'high' },
    })
    expect(nemo.received.at(-1)?.body).toBe(
      `{"id":"r","sessionId":"s","draft":${exact},"output":{"format":"mp4","quality":"high"}}`,
    )
  })
})

describe('renders', () => {
  const url = 'https://cdn.example/v.mp4'
  it.each([
    [
      { success: true, data: { id: 'r', status: 'pending', progress: 0 } },
      { status: 'pending', progress: 0, outputUrl: null },
    ],
    [
      { id: 'r', status: 'processing', progress: 41.6 },
      { status: 'processing', progress: 42 },
    ],
    [
      { success: true, data: { status: 'completed', outputUrl: url } },
      { status: 'completed', progress: 100, outputUrl: url },
    ],
    [
      { status: 'completed', progress: 100, output: { url } },
      { status: 'completed', outputUrl: url },
    ],
    [
      { status: 'completed', output: { url: 'file:///etc/passwd' } },
      { status: 'completed', outputUrl: null },
    ],
    [
      { success: false, data: { status: 'failed', error: 'no\u0000 codec' } },
      { status: 'failed', error: 'no codec' },
    ],
    [
      { status: 'FAILED', error: { message: 'oom' } },
      { status: 'failed', error: 'oom' },
    ],
    [
      { status: 'warming_up', progress: 1e300 },
      { status: 'unknown', progress: 100 },
    ],
  ])('reads %j', async (answer, status) => {
    nemo.script(json(answer))
    expect(await nemo.client().pollRender({ token, renderId: 'r' })).toMatchObject({ id: 'r', ...status })
  })
  it('takes whatever a cancel answers with 2xx', async () => {
    nemo.script((_request, response) => void response.writeHead(204).end())
    await expect(nemo.client().cancelRender({ token, renderId: 'r' })).resolves.toBeUndefined()
  })
})

describe('retries', () => {
  it.each(['credits', 'state', 'pollRender'] as const)('tries %s again when the connection breaks', async (call) => {
    nemo.script((request, response, body) => {
      if (nemo.received.length < 3) request.socket.resetAndDestroy()
      else json({ available: 1, state: {}, status: 'pending' })(request, response, body)
    })
    await nemo.client()[call]({ token, sessionId: 's', renderId: 'r' })
    expect(nemo.received).toHaveLength(3)
  })
  it('gives up after two, and never tries again what changes something', async () => {
    nemo.script((request) => void request.socket.resetAndDestroy())
    await expect(nemo.client().credits({ token })).rejects.toMatchObject({ code: 'network', accepted: 'unknown' })
    expect(nemo.received).toHaveLength(3)
    const render = { token, renderId: 'r', sessionId: 's', draft: {}, output: { format: 'mp4', quality: 'high' } }
    await expect(nemo.client().submitRender(render)).rejects.toMatchObject({ code: 'network', accepted: 'unknown' })
    expect(nemo.received).toHaveLength(4)
  })
})
