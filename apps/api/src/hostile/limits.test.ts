import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { batchSchema, problemSchema } from '@nemo-batch/contracts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import * as limits from '../limits.ts'
import { formOf } from '../testing/photos.ts'
import { type RunningApi, startTestApi } from '../testing/running-api.ts'
import { overSocket } from './over-socket.fixture.ts'
import { createRawClient, type RawClient } from './raw-client.fixture.ts'
import { AUTH, csv, file, get, job, LINE, nested, png, post, raw, type Sent } from './requests.fixture.ts'

let api: RunningApi
let client: RawClient
beforeAll(async () => {
  api = await startTestApi()
  client = createRawClient(api.url, 1)
})
afterAll(async () => {
  client.close()
  await api.stop()
})

type Name = keyof typeof limits
const effective: Readonly<Record<string, number>> = limits
type Proof = (value: number) => Promise<void> | void

/** Of the server itself, as Node holds it. */
const held =
  (
    property:
      | 'headersTimeout'
      | 'requestTimeout'
      | 'keepAliveTimeout'
      | 'maxConnections'
      | 'connectionsCheckingInterval',
  ): Proof =>
  (value) =>
    expect(api.server).toHaveProperty(property, value)

async function codeOf(sent: Sent): Promise<string> {
  const answer = 'raw' in sent ? await overSocket(api.url, sent.raw) : await client.send(sent)
  if (answer === null || answer.status < 400) return String(answer?.status)
  return `${answer.status} ${problemSchema.parse(JSON.parse(answer.body)).detail}`
}

/** What fits exactly gets another answer than what is one larger. */
const between =
  (at: (size: number) => Sent, refusal: RegExp): Proof =>
  async (value) => {
    expect(await codeOf(at(value))).not.toMatch(refusal)
    expect(await codeOf(at(value + 1))).toMatch(refusal)
  }

const announced = (type: string, bytes: number, to: string): Sent =>
  raw(`POST ${to} HTTP/1.1`, 'Host: shop', AUTH, `Content-Type: ${type}`, `Content-Length: ${bytes}`, '', '')

const padded = (text: string, size: number): Buffer =>
  Buffer.concat([Buffer.from(text), Buffer.alloc(size - text.length, ' ')])
const headerOf = (bytes: number): Sent => get('/v1/system', { 'x-a': 'x'.repeat(bytes) })
const HEADER_ROOM = 400

/** By behaviour, or off the server. */
const SHOWN: Partial<Record<Name, Proof>> = {
  HEADERS_TIMEOUT_MS: held('headersTimeout'),
  REQUEST_TIMEOUT_MS: held('requestTimeout'),
  KEEP_ALIVE_TIMEOUT_MS: held('keepAliveTimeout'),
  CONNECTIONS: held('maxConnections'),
  CONNECTION_CHECK_MS: held('connectionsCheckingInterval'),
  JSON_BODY_BYTES: between((size) => post('/v1/projects', padded('{}', size)), /^413/),
  BATCH_BODY_BYTES: async (value) => {
    expect(await codeOf(announced('application/json', value + 1, '/v1/batches'))).toMatch(/^413/)
  },
  FORM_BYTES: async (value) => {
    const bytes = value + limits.BATCH_BODY_BYTES + limits.JSON_BODY_BYTES
    expect(await codeOf(announced('multipart/form-data; boundary=x', bytes + 1, '/v1/files'))).toMatch(/^413/)
  },
  JOB_BYTES: async (value) => {
    expect(await codeOf(job({ instruction: 'x'.repeat(value) }))).toMatch(/^413/)
    expect(await codeOf(job({ instruction: 'x'.repeat(value / 2) }))).toMatch(/^422/)
  },
  ENVELOPE_BYTES: async (value) => {
    expect(await codeOf(post('/v1/batches', `{"name":"${'x'.repeat(value)}"}`))).toMatch(/^413/)
    expect(await codeOf(post('/v1/batches', `{"name":"${'x'.repeat(value / 2)}"}`))).toMatch(/^422/)
  },
  ENVELOPE_FIELDS: between((size) => {
    const fields = Object.fromEntries(Array.from({ length: size }, (_field, index) => [`f${index}`, 1]))
    return post('/v1/batches', fields)
  }, /^413/),
  JSON_VALUES: async (value) => {
    expect(await codeOf(job({ media: Array(value + 1).fill(1) }))).toMatch(/values/)
    expect(await codeOf(job({ media: Array(value - 100).fill(1) }))).not.toMatch(/values/)
  },
  CSV_COLUMNS_TAKEN: between((size) => csv(`${Array(size).fill('a').join()}\n`), /at most \d+ columns/),
  CSV_ROW_CHARS: async (value) => {
    const table = (size: number): Sent => csv(`media,instruction\nhttps://shop.example/a.jpg,${'x'.repeat(size)}\n`)
    expect(await codeOf(table(value))).toMatch(/characters/)
    expect(await codeOf(table(value / 2))).not.toMatch(/A row has/)
  },
  FORM_PARTS: async (value) => {
    const parts = (count: number) => formOf(...Array.from({ length: count }, () => ['a', 'b'] as const))
    const sendParts = async (count: number) =>
      (await api.call('/v1/batches', { method: 'POST', body: parts(count) })).status
    expect([await sendParts(value), await sendParts(value + 1)]).toEqual([400, 413])
  },
  MAX_IMAGE_PIXELS: between(
    // by the header alone: there are no pixels behind it
    (pixels) => file(png(1_000, Math.ceil(pixels / 1_000))),
    /^422 .*pixels; at most/,
  ),
  JSON_DEPTH: between((size) => post('/v1/projects', `{"name":${nested(size - 1)}}`), /nested/),
  HEADER_BYTES: async (value) => {
    expect(await codeOf(headerOf(value - HEADER_ROOM))).toBe('200')
    expect(await codeOf(headerOf(value))).toMatch(/^431/)
  },
  PARAM_CHARS: between((size) => get(`/v1/jobs/${'x'.repeat(size)}`), /no such address/),
  IDEMPOTENCY_KEY_CHARS: between(
    (size) => post('/v1/jobs', LINE, { 'idempotency-key': 'x'.repeat(size) }),
    /^400 An idempotency key/,
  ),
  WEBHOOK_ENDPOINTS: (value) => endpointsOf(async () => null)(value),
  WEBHOOK_ENDPOINTS_OF_BATCH: (value) =>
    endpointsOf(async () => batchSchema.parse(await (await api.post('/v1/batches', { open: true })).json()).id)(value),
  FAULTS_TOLD: async (value) => {
    const answer = await api.post('/v1/batches', { jobs: Array(value + 50).fill({ colour: 'red' }) })
    expect(problemSchema.parse(await answer.json()).errors).toHaveLength(value)
  },
}

/** Written as they are kept: asking for so many would take a minute. */
const fillEndpoints = async (batchId: string | null, count: number): Promise<void> =>
  void (await api.db.query(
    `INSERT INTO webhook_endpoints (id, project_id, batch_id, url)
     SELECT 'whe_' || lpad(number::text, 26, '0') || COALESCE($1, ''), 'proj_default', $1, 'https://shop.example/hooks'
     FROM generate_series(1, $2::int) AS number`,
    [batchId, count],
  ))

const endpointsOf =
  (givenBatch: () => Promise<string | null>): Proof =>
  async (value) => {
    const batchId = await givenBatch()
    const another = () => api.post('/v1/webhook-endpoints', { url: 'https://shop.example/hooks', batch_id: batchId })
    await fillEndpoints(batchId, value - 1)
    const answers = await Promise.all([another(), another()])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409])
    const refused = answers.find(({ status }) => status === 409)
    expect(problemSchema.parse(await refused?.json()).code).toBe('too_many_endpoints')
  }

/** By a test elsewhere: its file, and what it says. */
const SHOWN_ELSEWHERE: Partial<Record<Name, readonly [file: string, words: string]>> = {
  FILE_BYTES: ['routes/bad-input.test.ts', 'refuses more than 200 MB, twice in a row'],
  SLOW_BYTES_PER_SECOND: ['hostile/connections.test.ts', 'cuts idle sockets, slow headers and slow bodies'],
  SLOW_WINDOW_MS: ['hostile/connections.test.ts', 'cuts idle sockets, slow headers and slow bodies'],
  EVENT_LOOP_TURN_MS: ['hostile/load-shedding.test.ts', 'refuses new requests while the event loop drowns'],
  LONG_TURNS: ['hostile/load-shedding.test.ts', 'takes one long stall for no flood'],
  HEAP_USED_BYTES: ['hostile/load-shedding.test.ts', 'stops before the heap or the memory of the machine does'],
  RESIDENT_BYTES: ['hostile/load-shedding.test.ts', 'stops before the heap or the memory of the machine does'],
  CLOSE_GRACE_MS: ['main.test.ts', 'ends its streams within its time on SIGTERM'],
  SSE_STREAMS: ['hostile/connections.test.ts', 'opens so many event streams for all keys together'],
  SSE_COMMENT_EVERY_MS: ['hostile/connections.test.ts', 'tells a silent event stream that it is still there'],
  LOOKS_AT_ONE_HOST: ['intake/dry-run/dry-run.test.ts', 'looks at 300 addresses, a few at a time'],
  SSE_STREAMS_PER_KEY: ['plugins/limits.test.ts', 'opens so many event streams for a key and no more'],
  SSE_EVENTS_PER_READ: ['events/event-log-reading.test.ts', 'gives everything of a batch that ended long ago'],
  FAILED_KEYS_PER_WINDOW: ['plugins/limits.test.ts', 'tires of wrong keys from one address'],
  COUNT_WINDOW_MS: ['plugins/limits.test.ts', 'when the count begins anew'],
  SECRET_OVERLAP_MS: ['routes/webhook-endpoints/webhook-endpoints.test.ts', 'the one before signs too for 24 hours'],
  DASHBOARD_ASSETS_AGE_MS: ['dashboard/dashboard.test.ts', 'lets browsers keep assets for a year'],
  SESSION_IDLE_MS: ['routes/sessions/sessions.test.ts', 'ends after 12 hours without a request, and 7 days'],
  SESSION_LIFE_MS: ['routes/sessions/sessions.test.ts', 'ends after 12 hours without a request, and 7 days'],
  SESSION_SEEN_EVERY_MS: ['routes/sessions/sessions.test.ts', 'notes once a minute at most that it is in use'],
  SESSIONS_PER_KEY: ['routes/sessions/sessions.test.ts', 'ends the oldest sessions of a key'],
  THUMBNAILS_AT_ONCE: ['services/few-at-once.test.ts', 'makes two thumbnails at a time'],
  THUMBNAILS_WAITING: ['services/few-at-once.test.ts', 'refuses more than may wait'],
  RESULTS_PER_READ: ['routes/batches/results.test.ts', 'reads on only as fast as it is read'],
}

/**
 * How much is done at a time, how long is waited, and how much is kept: no request is answered otherwise by them alone, or
 * not before minutes or gigabytes have gone by.
 */
const INNER: readonly Name[] = [
  ...(['SPOOL_BYTES', 'STRAY_FIELD_BYTES', 'LINGER_MS', 'METRICS_AGE_MS', 'STATS_AGE_MS'] as const),
  ...(['LOOKED_AT_URLS', 'LOOK_AT_ALL_MS', 'LOOK_AT_ONE_MS', 'LOOKS_AT_ONCE', 'LOOKED_AT_BYTES'] as const),
  ...(['SSE_STALLED_MS', 'SSE_KEY_CHECK_EVERY_MS', 'RESULTS_STALLED_MS'] as const),
  ...(['TELL_COUNTS_AFTER_MS', 'COUNTS_PER_TELLING', 'COUNTED_KEYS', 'ADDRESS_CHARS'] as const),
]

it.each(Object.entries(SHOWN))('%s holds', async (name, proof) => {
  await proof(effective[name] ?? Number.NaN)
})

it.each(Object.entries(SHOWN_ELSEWHERE))('%s is shown by a test', async (_name, [file, words]) => {
  expect(await readFile(path.resolve(import.meta.dirname, '..', file), 'utf8')).toContain(words)
})

it('leaves out none', () => {
  const known = [...Object.keys(SHOWN), ...Object.keys(SHOWN_ELSEWHERE), ...INNER]
  expect(Object.keys(limits).toSorted()).toEqual(known.toSorted())
})
