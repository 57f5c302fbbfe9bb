import { fileSchema, problemSchema, sessionSchema } from '@nemo-batch/contracts'
import { newApiKey } from '@nemo-batch/runtime'
import { seedAccount, seedBatch, waitFor } from '@nemo-batch/testing'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { FAILED_KEYS_PER_WINDOW, SESSION_IDLE_MS, SESSION_LIFE_MS, SESSIONS_PER_KEY } from '../../limits.ts'
import { givenBrowser, readCookie, signIn } from '../../testing/given-browser.ts'
import { givenKey, givenProject } from '../../testing/given-keys.ts'
import { formOf, photo } from '../../testing/photos.ts'
import { readStream } from '../../testing/read-stream.ts'
import { API_KEY, type RunningApi, startTestApi } from '../../testing/running-api.ts'

const MINUTE_MS = 60_000
let api: RunningApi
let now: Date
beforeAll(async () => {
  now = new Date()
  api = await startTestApi({ now: () => now, trustProxy: ['127.0.0.1'] })
})
beforeEach(() => {
  now = new Date()
})
afterAll(() => api.stop())

const later = (ms: number): void => {
  now = new Date(now.getTime() + ms)
}
const codeOf = async (answer: Response) => [answer.status, problemSchema.parse(await answer.json()).code]
const JSON_TYPE = { 'content-type': 'application/json' }
const JOB = JSON.stringify({ media: ['https://shop.example/1.jpg'], instruction: 'make a 5-second video' })
const newJob = { method: 'POST', body: JOB, headers: JSON_TYPE }
const countSessions = async (): Promise<number> =>
  (await api.db.query<{ count: number }>('SELECT count(*)::int AS count FROM sessions')).rows[0]?.count ?? 0

it('exchanges a key for a session that acts as it: its scopes, its project, and nothing beyond', async () => {
  const projectId = await givenProject(api, 'Shop of the north')
  const key = await givenKey(api, ['jobs:read', 'jobs:write'], projectId)
  const { session, call } = await givenBrowser(api, key.key)
  expect(session).toMatchObject({
    object: 'session',
    key: { id: key.id, name: 'May jobs:read and jobs:write', prefix: key.key.slice(0, 11) },
    project: { id: projectId, name: 'Shop of the north' },
    scopes: ['jobs:read', 'jobs:write'],
    created_at: now.toISOString(),
    expires_at: new Date(now.getTime() + SESSION_IDLE_MS).toISOString(),
  })
  expect(await (await call('/v1/session')).json()).toEqual(session)

  const made = await call('/v1/jobs', newJob)
  expect(made.status).toBe(202)
  const { id } = (await made.json()) as { id: string }
  expect((await call(`/v1/jobs/${id}`)).status).toBe(200)
  expect((await key.call(`/v1/jobs/${id}`)).status).toBe(200)
  expect(await codeOf(await call('/v1/webhook-endpoints'))).toEqual([403, 'forbidden'])
  const { call: elsewhere } = await givenBrowser(api, API_KEY)
  expect(await codeOf(await elsewhere(`/v1/jobs/${id}`))).toEqual([404, 'not_found'])
  expect(await codeOf(await elsewhere(`/v1/jobs/${id}/cancel`, { method: 'POST' }))).toEqual([404, 'not_found'])
})

it('signs in with the admin key of the settings, which has no id', async () => {
  const { session, call } = await givenBrowser(api, API_KEY)
  expect(session).toMatchObject({
    key: { id: null, name: 'ADMIN_API_KEY', prefix: null },
    project: { id: 'proj_default' },
    scopes: ['jobs:read', 'jobs:write', 'webhooks', 'admin'],
  })
  expect((await call('/v1/api-keys')).status).toBe(200)
})

it('sets a cookie that scripts cannot read, other sites do not send, and plain HTTP is not given', async () => {
  const attributesFor = async (headers: Record<string, string>) =>
    readCookie(await signIn(api, API_KEY, headers)).attributes
  const plain = await attributesFor({})
  expect(plain).toEqual(expect.arrayContaining(['httponly', 'samesite=strict', 'path=/']))
  expect(plain).not.toContain('secure')
  expect(await attributesFor({ 'x-forwarded-proto': 'https' })).toContain('secure')
  expect(readCookie(await signIn(api, API_KEY)).value).toMatch(/^[A-Za-z0-9_-]{43}$/)
})

it('refuses a wrong key as everywhere, sets no cookie, and tires of them', async () => {
  const before = await countSessions()
  const from = { 'x-forwarded-for': '192.0.2.9' }
  for (const key of ['nb_wrong', newApiKey(), ' ']) {
    const answer = await signIn(api, key, from)
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([401, null])
    expect(problemSchema.parse(await answer.json()).code).toBe('unauthorized')
  }
  for (const body of ['{}', '{"key":""}', '{"key":7}', `{"key":"${'x'.repeat(201)}"}`, '{"key":"nb_a","more":1}'])
    expect((await fetch(`${api.url}/v1/session`, { method: 'POST', body, headers: JSON_TYPE })).status).toBe(422)
  for (let failed = 0; failed < FAILED_KEYS_PER_WINDOW; failed += 50)
    await Promise.all(Array.from({ length: 50 }, () => signIn(api, 'nb_guess', from)))
  expect(await codeOf(await signIn(api, 'nb_guess', from))).toEqual([429, 'rate_limited'])
  expect((await signIn(api, API_KEY, from)).status).toBe(201)
  expect(await countSessions()).toBe(before + 1)
})

it('lets a session change nothing without its CSRF token, and read without one', async () => {
  const [own, other] = [await givenBrowser(api, API_KEY), await givenBrowser(api, API_KEY)]
  const wrong = ['', 'x', 'x'.repeat(43), other.session.csrf_token, own.token]
  const before = await api.countRows()
  for (const token of wrong)
    for (const [path, init] of [
      ['/v1/jobs', newJob],
      [`/v1/files/file_${'0'.repeat(26)}`, { method: 'DELETE', headers: {} }],
      [`/v1/projects/proj_${'0'.repeat(26)}`, { method: 'PATCH', body: '{"name":"x"}', headers: JSON_TYPE }],
      ['/v1/session', { method: 'DELETE', headers: {} }],
    ] as const)
      expect(
        await codeOf(await own.call(path, { ...init, headers: { ...init.headers, 'x-csrf-token': token } })),
      ).toEqual([403, 'csrf_failed'])
  const cookie = { cookie: `nemo_batch_session=${own.token}` }
  const bare = await fetch(`${api.url}/v1/jobs`, { ...newJob, headers: { ...JSON_TYPE, ...cookie } })
  expect(await codeOf(bare)).toEqual([403, 'csrf_failed'])
  expect(await api.countRows()).toEqual(before)
  expect((await fetch(`${api.url}/v1/jobs`, { headers: cookie })).status).toBe(200)
  expect((await fetch(`${api.url}/v1/jobs`, { method: 'HEAD', headers: cookie })).status).toBe(200)
})

it('refuses what a browser sends for a page of another site, the right token or not', async () => {
  const { call } = await givenBrowser(api, API_KEY)
  const foreign: Record<string, string>[] = [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'none' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://127.0.0.1:1' },
    { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
  ]
  for (const headers of foreign) {
    expect(await codeOf(await call('/v1/jobs', { ...newJob, headers: { ...JSON_TYPE, ...headers } }))).toEqual([
      403,
      'csrf_failed',
    ])
    expect(await codeOf(await signIn(api, API_KEY, headers))).toEqual([403, 'csrf_failed'])
  }
  for (const headers of [{ origin: api.url }, { origin: api.url, 'sec-fetch-site': 'same-origin' }])
    expect((await call('/v1/jobs', { ...newJob, headers: { ...JSON_TYPE, ...headers } })).status).toBe(202)
})

it('asks no CSRF token of a key, and lets a key decide over a cookie that comes along', async () => {
  const reader = await givenKey(api, ['jobs:read'])
  const admin = await givenBrowser(api, API_KEY)
  const headers = { ...JSON_TYPE, 'sec-fetch-site': 'cross-site' }
  expect((await api.call('/v1/jobs', { ...newJob, headers })).status).toBe(202)
  const authorization = `Bearer ${reader.key}`
  expect(await codeOf(await admin.call('/v1/jobs', { ...newJob, headers: { ...JSON_TYPE, authorization } }))).toEqual([
    403,
    'forbidden',
  ])
  expect(await codeOf(await admin.call('/v1/jobs', { headers: { authorization: 'Bearer nb_x' } }))).toEqual([
    401,
    'unauthorized',
  ])
  expect(await codeOf(await api.call('/v1/session'))).toEqual([404, 'not_found'])
})

it('ends with its key, at once: requests, and event streams within seconds', async () => {
  const key = await givenKey(api, ['jobs:read'])
  const { batchId } = await seedBatch(api.db, await seedAccount(api.db), [{}])
  const { call } = await givenBrowser(api, key.key)
  const stream = readStream(await call(`/v1/batches/${batchId}/events`))
  expect((await stream.next())?.type).toBe('batch.created')
  await api.call(`/v1/api-keys/${key.id}`, { method: 'DELETE' })
  expect(await codeOf(await call('/v1/jobs'))).toEqual([401, 'unauthorized'])
  expect((await stream.rest()).map(({ type }) => type)).toEqual(['job.queued'])
})

it('ends on the server when its holder signs out, with its event streams, and leaves other sessions of the key', async () => {
  const key = await givenKey(api, ['jobs:read'])
  const { batchId } = await seedBatch(api.db, await seedAccount(api.db), [{}])
  const [leaving, staying] = [await givenBrowser(api, key.key), await givenBrowser(api, key.key)]
  const path = `/v1/batches/${batchId}/events`
  const [ending, going] = [readStream(await leaving.call(path)), readStream(await staying.call(path))]
  expect([(await ending.next())?.type, (await going.next())?.type]).toEqual(['batch.created', 'batch.created'])

  const answer = await leaving.call('/v1/session', { method: 'DELETE' })
  expect(answer.status).toBe(204)
  expect(readCookie(answer)).toMatchObject({ value: '', attributes: expect.arrayContaining(['max-age=0', 'path=/']) })
  expect(await codeOf(await leaving.call('/v1/jobs'))).toEqual([401, 'unauthorized'])
  expect(await codeOf(await leaving.call('/v1/session', { method: 'DELETE' }))).toEqual([401, 'unauthorized'])
  expect((await ending.rest()).map(({ type }) => type)).toEqual(['job.queued'])
  expect((await staying.call('/v1/jobs')).status).toBe(200)
  expect((await going.next())?.type).toBe('job.queued')
  await going.close()
})

it('ends after 12 hours without a request, and 7 days after it began however busy', async () => {
  const { call } = await givenBrowser(api, API_KEY)
  const expiry = async () => sessionSchema.parse(await (await call('/v1/session')).json()).expires_at
  const use = async () => {
    const expected = new Date(now.getTime() + SESSION_IDLE_MS).toISOString()
    await call('/v1/system')
    // noted beside the request
    await waitFor(async () => {
      const { rows } = await api.db.query('SELECT FROM sessions WHERE last_seen_at = $1', [now])
      return rows.length > 0
    })
    return expected
  }
  later(SESSION_IDLE_MS - MINUTE_MS)
  expect(await use()).toBe(await expiry())
  later(SESSION_IDLE_MS - 1)
  await use()
  later(SESSION_IDLE_MS)
  expect(await codeOf(await call('/v1/system'))).toEqual([401, 'unauthorized'])

  const busy = await givenBrowser(api, API_KEY)
  await api.db.query('UPDATE sessions SET created_at = created_at - make_interval(secs => $1)', [
    (SESSION_LIFE_MS - MINUTE_MS) / 1_000,
  ])
  expect((await busy.call('/v1/system')).status).toBe(200)
  expect(sessionSchema.parse(await (await busy.call('/v1/session')).json()).expires_at).toBe(
    new Date(now.getTime() + MINUTE_MS).toISOString(),
  )
  later(MINUTE_MS)
  expect(await codeOf(await busy.call('/v1/system'))).toEqual([401, 'unauthorized'])
})

it('notes once a minute at most that it is in use', async () => {
  const { call } = await givenBrowser(api, API_KEY)
  const lastSeen = async (): Promise<number> => {
    const { rows } = await api.db.query<{ at: Date }>(
      'SELECT last_seen_at AS at FROM sessions ORDER BY id DESC LIMIT 1',
    )
    return rows[0]?.at.getTime() ?? 0
  }
  const began = now.getTime()
  later(MINUTE_MS - 1)
  await Promise.all(Array.from({ length: 5 }, () => call('/v1/system')))
  expect(await lastSeen()).toBe(began)
  later(1)
  await call('/v1/system')
  await waitFor(async () => (await lastSeen()) === now.getTime())
})

it('ends the oldest sessions of a key that begins very many, and clears away those that have ended', async () => {
  later(2 * SESSION_LIFE_MS)
  const key = await givenKey(api, ['jobs:read'])
  const first = await givenBrowser(api, key.key)
  const another = await givenBrowser(api, API_KEY)
  for (let begun = 0; begun < SESSIONS_PER_KEY - 1; begun += 11)
    await Promise.all(Array.from({ length: 11 }, () => signIn(api, key.key)))
  expect((await first.call('/v1/system')).status).toBe(200)
  await signIn(api, key.key)
  expect((await first.call('/v1/system')).status).toBe(401)
  expect((await another.call('/v1/system')).status).toBe(200)
  expect(await countSessions()).toBe(SESSIONS_PER_KEY + 1)
})

it('shows photos, videos, tables and streams by its cookie alone', async () => {
  const { call } = await givenBrowser(api, API_KEY)
  const form = formOf(['file', await photo('coins.jpg')])
  const file = fileSchema.parse(await (await call('/v1/files', { method: 'POST', body: form })).json())
  const content = await call(`/v1/files/${file.id}/content`)
  expect([content.status, (await content.arrayBuffer()).byteLength]).toEqual([200, file.bytes])
  const { batchId } = await seedBatch(api.db, await seedAccount(api.db), [{}])
  const results = await call(`/v1/batches/${batchId}/results`)
  expect(results.status).toBe(200)
  await results.body?.cancel()
  const asImage = { 'sec-fetch-site': 'same-origin', 'sec-fetch-dest': 'image' }
  expect((await call(`/v1/files/${file.id}/content`, { headers: asImage })).status).toBe(200)
})

it('tells the audit log who signed in and out, and what was changed meanwhile with which key', async () => {
  const key = await givenKey(api, ['admin'])
  const { call } = await givenBrowser(api, key.key)
  const made = await call('/v1/projects', { method: 'POST', body: '{"name":"By hand"}', headers: JSON_TYPE })
  expect(made.status).toBe(201)
  await call('/v1/session', { method: 'DELETE' })
  const log = await (await api.call(`/v1/audit-log?actor=${key.id}`)).json()
  expect(log).toMatchObject({
    data: [
      { action: 'session.delete', object_type: 'session', after: null },
      { action: 'project.create', actor: { kind: 'api_key', id: key.id, prefix: key.key.slice(0, 11) } },
      { action: 'session.create', object_type: 'session', before: null },
    ],
  })
})

it('keeps and shows the token nowhere but in the cookie, and the key not at all', async () => {
  const key = await givenKey(api, ['admin'])
  const answer = await signIn(api, key.key)
  const { value: token } = readCookie(answer)
  const cookie = { cookie: `nemo_batch_session=${token}` }
  const answers = await Promise.all(
    ['/v1/session', '/v1/audit-log', '/v1/api-keys', '/v1/nothing'].map(async (path) =>
      (await fetch(new URL(path, api.url), { headers: cookie })).text(),
    ),
  )
  const rows = await api.db.query('SELECT to_jsonb(s) FROM sessions s UNION ALL SELECT to_jsonb(a) FROM audit_log a')
  const shown = [await answer.text(), ...answers, JSON.stringify(rows.rows)].join('\n')
  expect(shown).not.toContain(token)
  expect(shown).not.toContain(Buffer.from(token, 'base64url').toString('hex'))
  expect(shown).not.toContain(key.key)
})

it('ends the sessions of an admin key of the settings that was changed', async () => {
  const { call, token } = await givenBrowser(api, API_KEY)
  const other = await startTestApi(
    { adminApiKey: 'another-admin-key-0123' },
    { databaseUrl: api.db.pool.options.connectionString ?? '' },
  )
  try {
    const answer = await fetch(`${other.url}/v1/system`, { headers: { cookie: `nemo_batch_session=${token}` } })
    expect(await codeOf(answer)).toEqual([401, 'unauthorized'])
  } finally {
    await other.stop()
  }
  expect((await call('/v1/system')).status).toBe(200)
})
