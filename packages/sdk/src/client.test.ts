import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { NemoBatch } from './client.ts'
import * as errors from './errors.ts'
import { givenServer, json, KEY, lost, problem } from './scripted-server.fixture.ts'

const batch = { id: 'batch_1', object: 'batch', status: 'queued' }
const NEW = { jobs: [{ instruction: 'make a video', media: ['https://shop.example/a.jpg'] }] }

describe('what is sent again', () => {
  it('a request that creates, with the same key and the same body', async () => {
    const { client, requests } = await givenServer({}, lost, problem(503, 'dependency_unavailable'), json(batch, 202))
    expect(await client.batches.create(NEW)).toEqual(batch)
    const keys = requests.map(({ headers }) => headers.get('idempotency-key'))
    expect(keys).toHaveLength(3)
    expect(new Set(keys).size).toBe(1)
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/)
    expect(requests.map(({ body }) => JSON.parse(body.toString()))).toEqual([NEW, NEW, NEW])
  })

  it('with a key of its own for each call, or the one that is given', async () => {
    const { client, requests } = await givenServer({}, json(batch, 202))
    await client.batches.create(NEW)
    await client.batches.create(NEW)
    await client.batches.create(NEW, { idempotencyKey: 'order-7' })
    const [first, second, third] = requests.map(({ headers }) => headers.get('idempotency-key'))
    expect(first).not.toBe(second)
    expect(third).toBe('order-7')
  })

  it('once the first request with the key has ended', async () => {
    const inProgress = problem(409, 'idempotency_key_in_progress')
    const { client, requests } = await givenServer({}, inProgress, json(batch, 202))
    expect(await client.batches.create(NEW)).toEqual(batch)
    expect(requests).toHaveLength(2)
  })

  it('never an act, which has no key', async () => {
    const { client, requests } = await givenServer({}, lost)
    await expect(client.jobs.retry('job_1')).rejects.toBeInstanceOf(errors.ConnectionError)
    await expect(client.batches.pause('batch_1')).rejects.toBeInstanceOf(errors.ConnectionError)
    expect(requests).toHaveLength(2)
    expect(requests.map(({ headers }) => headers.get('idempotency-key'))).toEqual([null, null])
  })

  it('a deletion, which is done when the thing is gone by then', async () => {
    const { client, requests } = await givenServer({}, lost, problem(404, 'not_found'))
    await client.files.delete('file_1')
    expect(requests).toHaveLength(2)
    await expect(client.files.delete('file_1')).rejects.toBeInstanceOf(errors.NotFoundError)
  })

  it('no more often than was said, nor when the service asks to stay away for long', async () => {
    const { client, requests } = await givenServer({ maxRetries: 1 }, problem(502, 'bad_gateway'))
    await expect(client.system()).rejects.toMatchObject({ status: 502 })
    expect(requests).toHaveLength(2)
    const later = json({ code: 'rate_limited', detail: 'Slowly.' }, 429, { 'retry-after': '3600' })
    const { client: other, requests: asked } = await givenServer({}, later)
    await expect(other.system()).rejects.toMatchObject({ code: 'rate_limited', retryAfterMs: 3_600_000 })
    expect(asked).toHaveLength(1)
  })

  it('not after the caller has given up', async () => {
    const { client, requests } = await givenServer({}, problem(503, 'dependency_unavailable'))
    const reason = new Error('closing')
    const controller = new AbortController()
    const call = client.batches.create(NEW, { signal: controller.signal })
    await expect.poll(() => requests.length).toBe(1)
    controller.abort(reason)
    await expect(call).rejects.toBe(reason)
    await expect(client.system({ signal: controller.signal })).rejects.toBe(reason)
    expect(requests).toHaveLength(1)
  })
})

describe('errors', () => {
  it.each([
    [400, errors.InvalidInputError],
    [401, errors.AuthenticationError],
    [403, errors.PermissionError],
    [404, errors.NotFoundError],
    [405, errors.ApiError],
    [409, errors.ConflictError],
    [413, errors.ApiError],
    [422, errors.InvalidInputError],
    [429, errors.RateLimitError],
    [500, errors.ServerError],
    [503, errors.ServerError],
  ])('%i has a class of its own', async (status, Class) => {
    const { client } = await givenServer({ maxRetries: 0 }, problem(status, 'some_code'))
    const error = await client.system().catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(Class)
    expect(error).toBeInstanceOf(errors.ApiError)
    expect(error).toMatchObject({ name: Class.name, status, code: 'some_code', detail: 'It is some_code.' })
    expect(error).toMatchObject({ requestId: 'req_1', errors: [], message: expect.stringContaining('req_1') })
  })

  it('name every fault', async () => {
    const faults = [
      { path: '/jobs/0/media', code: 'required', message: 'This field is required' },
      { path: '/name', code: 'too_big', message: 'Too long' },
    ]
    const { client } = await givenServer({}, problem(422, 'invalid_input', { errors: faults }))
    const error = await client.batches.create(NEW).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ errors: faults, message: expect.stringContaining('/jobs/0/media: This field') })
  })

  it('are told as well when something in between answers for the service', async () => {
    const { client } = await givenServer({ maxRetries: 0 }, (response) =>
      response.writeHead(502, { 'content-type': 'text/html' }).end('<html><h1>Bad Gateway</h1>'),
    )
    const error = await client.system().catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(errors.ServerError)
    expect(error).toMatchObject({ status: 502, code: 'http_502', requestId: null, retryAfterMs: null })
    const { client: other } = await givenServer({ maxRetries: 0 }, (response) => response.writeHead(404).end())
    await expect(other.system()).rejects.toBeInstanceOf(errors.NotFoundError)
    const { client: odd } = await givenServer({}, problem(422, 'x', { errors: 'none', detail: 7 }))
    await expect(odd.system()).rejects.toMatchObject({ errors: [], code: 'x' })
  })

  it('say that the address belongs to something else', async () => {
    const { client } = await givenServer({}, (response) => response.end('<html>hello</html>'))
    await expect(client.system()).rejects.toMatchObject({ code: 'unexpected_answer' })
    const { client: moved } = await givenServer({}, (response) =>
      response.writeHead(301, { location: 'https://elsewhere.example/' }).end(),
    )
    await expect(moved.system()).rejects.toMatchObject({ status: 301, code: 'unexpected_redirect' })
  })

  it('tell a lost connection from silence', async () => {
    const { client } = await givenServer({ maxRetries: 0 }, lost)
    await expect(client.system()).rejects.toMatchObject({ name: 'ConnectionError', code: 'connection_failed' })
    const { client: patient } = await givenServer({ maxRetries: 0, timeoutMs: 50 }, () => undefined)
    const error = await patient.system().catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(errors.ConnectionError)
    expect(error).toMatchObject({ name: 'TimeoutError', code: 'timeout' })
    const { client: half } = await givenServer({ maxRetries: 0, timeoutMs: 50 }, (response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"object":')
    })
    await expect(half.system()).rejects.toBeInstanceOf(errors.TimeoutError)
  })
})

describe('the key', () => {
  it('is in no error, and in nothing that shows the client', async () => {
    const { client } = await givenServer({ maxRetries: 0 }, lost, problem(401, 'unauthorized'))
    for (const call of [() => client.system(), () => client.system()]) {
      const error = await call().catch((reason: unknown) => reason)
      expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(KEY)
    }
    expect(inspect(client, { depth: 10, showHidden: true }) + JSON.stringify(client)).not.toContain(KEY)
  })

  it('is refused unseen when it cannot be one', () => {
    for (const apiKey of ['nb_a\nb', 'nb_ü', ' ', '']) {
      const make = () => new NemoBatch({ apiKey, baseUrl: 'http://127.0.0.1:1' })
      expect(make).toThrow(errors.NemoBatchError)
      if (apiKey.trim() !== '') expect(make).not.toThrow(apiKey)
    }
    for (const baseUrl of ['ftp://x', 'nowhere', 'http://me:secret@x', 'http://x/?secret'])
      expect(() => new NemoBatch({ apiKey: KEY, baseUrl })).toThrow(/^`baseUrl` must be(?!.*secret)/)
  })

  it('goes to the service alone, and not to where a video is kept', async () => {
    const { url: storage, requests: asked } = await givenServer({}, (response) => response.end('an mp4'))
    const job = { id: 'job_1', video: { url: `${storage}/signed?signature=x` } }
    const { client, requests } = await givenServer({}, json(job))
    expect(await (await client.jobs.video('job_1')).text()).toBe('an mp4')
    expect(requests[0]?.headers.get('authorization')).toBe(`Bearer ${KEY}`)
    expect(asked.map(({ headers }) => headers.get('authorization'))).toEqual([null])
  })

  it('comes from the environment of Node unless it is given', async () => {
    const { url, requests } = await givenServer({}, json({ object: 'system' }))
    process.env.NEMO_BATCH_URL = `${url}/`
    process.env.NEMO_BATCH_API_KEY = 'nb_from_environment'
    try {
      await new NemoBatch().system()
    } finally {
      delete process.env.NEMO_BATCH_URL
      delete process.env.NEMO_BATCH_API_KEY
    }
    expect(requests[0]?.url).toBe('/v1/system')
    expect(requests[0]?.headers.get('authorization')).toBe('Bearer nb_from_environment')
  })
})

it('says why there is no video', async () => {
  const { client } = await givenServer({}, json({ id: 'job_1', video: null }), problem(409, 'video_not_ready'))
  await expect(client.jobs.video('job_1')).rejects.toMatchObject({ name: 'ConflictError', code: 'video_not_ready' })
})

describe('lists', () => {
  const page = (ids: readonly string[], next: string | null) =>
    json({ object: 'list', data: ids.map((id) => ({ id })), has_more: next !== null, next_cursor: next })

  it('are read page by page while somebody goes over their items', async () => {
    const { client, requests } = await givenServer({}, page(['job_3', 'job_2'], 'c+1'), page(['job_1'], null))
    const ids: string[] = []
    for await (const job of client.jobs.list({ status: 'failed', q: 'a&b' })) ids.push(job.id)
    expect(ids).toEqual(['job_3', 'job_2', 'job_1'])
    expect(requests.map(({ url }) => url)).toEqual([
      '/v1/jobs?status=failed&q=a%26b&limit=100',
      '/v1/jobs?status=failed&q=a%26b&limit=100&cursor=c%2B1',
    ])
  })

  it('are read no further than somebody looks', async () => {
    const { client, requests } = await givenServer({}, page(['job_3', 'job_2'], 'next'))
    for await (const _job of client.jobs.list()) break
    expect(requests).toHaveLength(1)
  })

  it('give one page to who asks for one', async () => {
    const { client, requests } = await givenServer({}, page(['batch_1'], 'next'))
    expect(await client.batches.list({ limit: 1, cursor: 'here' }).page()).toMatchObject({ next_cursor: 'next' })
    expect(requests.map(({ url }) => url)).toEqual(['/v1/batches?limit=1&cursor=here'])
  })

  it('end when the cursor stands still', async () => {
    const { client } = await givenServer({}, page(['job_1'], 'same'))
    const all = async () => {
      for await (const _job of client.jobs.list());
    }
    await expect(all()).rejects.toMatchObject({ code: 'unexpected_answer' })
  })
})
