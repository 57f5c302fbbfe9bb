import { createReadStream } from 'node:fs'
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Problem, problemSchema } from '@nemo-batch/contracts'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type FormPart, formOf, photo } from '../testing/photos.ts'
import { API_KEY, type RunningApi, startTestApi } from '../testing/running-api.ts'

const URL_OF_A_PHOTO = 'https://shop.example/1042-a.jpg'
const GOOD_JOB = { media: [URL_OF_A_PHOTO], instruction: 'make a 5-second video' }

let api: RunningApi
beforeAll(async () => {
  api = await startTestApi({ maxJobsPerBatch: 3 })
})
afterAll(() => api.stop())

let before: { rows: Record<string, number>; files: string[] }
beforeEach(async () => {
  before = { rows: await api.countRows(), files: await api.filesOnDisk() }
})
afterEach(async () => {
  expect({ rows: await api.countRows(), files: await api.filesOnDisk() }, 'nothing is left behind').toEqual(before)
})

async function problemOf(answer: Response): Promise<Problem> {
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
  const problem = problemSchema.parse(await answer.json())
  expect(problem.status).toBe(answer.status)
  expect(problem.request_id).toBe(answer.headers.get('x-request-id'))
  return problem
}

const codesOf = (problem: Problem): string[] => (problem.errors ?? []).map((error) => `${error.path} ${error.code}`)

describe('files', () => {
  const send = async (...parts: FormPart[]) =>
    problemOf(await api.call('/v1/files', { method: 'POST', body: formOf(...parts) }))

  it.each([
    ['not an image', new File(['just some text'], 'note.txt'), 'unsupported_file'],
    [
      'a wrong type behind the name of a photo',
      new File(['%PDF-1.7\n%âãÏÓ\n1 0 obj'], 'photo.jpg'),
      'unsupported_file',
    ],
    ['a drawing with scripts', new File(['<svg xmlns="http://www.w3.org/2000/svg"/>'], 'a.svg'), 'unsupported_file'],
    ['0 bytes', new File([], 'empty.jpg'), 'empty_file'],
  ])('refuses %s', async (_what, file, code) => {
    const problem = await send(['file', file])
    expect([problem.status, problem.code, codesOf(problem)]).toEqual([422, code, [`/file/0 ${code}`]])
    if (code === 'unsupported_file') expect(problem.accepted).toContain('heic')
  })

  it('refuses a truncated image', async () => {
    const whole = await photo('coffee.jpg')
    const problem = await send(['file', new File([whole.slice(0, whole.size / 2)], 'half.jpg')])
    expect([problem.status, problem.code]).toEqual([422, 'truncated_file'])
  })

  it('takes none when one is bad, and names every bad one', async () => {
    const problem = await send(
      ['file', await photo('coins.jpg')],
      ['file', new File(['text'], 'a.txt')],
      ['file', await photo('rocket.jpg')],
      ['file', new File([], 'b.jpg')],
    )
    expect(codesOf(problem)).toEqual(['/file/1 unsupported_file', '/file/3 empty_file'])
  })

  it('refuses a form without a file, fields beside the files, and what is no form', async () => {
    expect(codesOf(await send(['note', 'hello'], ['file', await photo('coins.jpg')]))).toEqual(['/note unknown_field'])
    const empty = await api.call('/v1/files', {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
      body: '--x--\r\n',
    })
    expect((await problemOf(empty)).code).toBe('file_required')
    const json = await api.post('/v1/files', { file: 'x' })
    expect((await problemOf(json)).status).toBe(415)
  })

  it.each([
    ['cut off', '--x\r\ncontent-disposition: form-data; name="file"; filename="a.jpg"\r\n\r\nhalf'],
    ['without a boundary', undefined],
  ])('refuses a form that is %s', async (_what, body) => {
    const type = body === undefined ? 'multipart/form-data' : 'multipart/form-data; boundary=x'
    const answer = await api.call('/v1/files', { method: 'POST', headers: { 'content-type': type }, body: body ?? 'x' })
    const problem = await problemOf(answer)
    expect([problem.status, problem.code]).toEqual([400, 'invalid_multipart'])
  })

  it('refuses more than 200 MB, twice in a row, without taking all of it', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'nemo-batch-large-'))
    try {
      const file = path.join(folder, 'large.jpg')
      await writeFile(file, Buffer.from([0xff, 0xd8, 0xff]))
      await truncate(file, 230 * 1024 * 1024)
      for (const _turn of [1, 2]) {
        const { status, body } = await sendLarge(api.url, file)
        expect([status, problemSchema.parse(JSON.parse(body)).code]).toEqual([413, 'file_too_large'])
      }
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  it('leaves nothing behind when the client goes away in the middle', async () => {
    const sent = httpRequest(new URL('/v1/files', api.url), {
      method: 'POST',
      headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'multipart/form-data; boundary=x' },
    })
    sent.on('error', () => undefined)
    sent.write('--x\r\ncontent-disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n')
    sent.write(Buffer.alloc(1024 * 1024))
    await expect.poll(async () => (await api.filesOnDisk()).length).toBe(before.files.length + 1)
    sent.destroy()
    await expect.poll(async () => (await api.filesOnDisk()).length).toBe(before.files.length)
  })
})

describe('batches', () => {
  const send = async (body: unknown) => problemOf(await api.post('/v1/batches', body))

  it.each([
    ['broken JSON', '{"jobs": [', 400, 'invalid_json'],
    ['an empty body', '', 400, 'invalid_json'],
    ['a key that would change prototypes', '{"__proto__": {"a": 1}, "jobs": []}', 400, 'invalid_json'],
    ['no object', [1], 422, 'invalid_type'],
    ['no jobs', {}, 422, 'required'],
    ['an empty batch', { jobs: [] }, 422, 'empty_batch'],
    ['more than the allowed jobs', { jobs: [GOOD_JOB, GOOD_JOB, GOOD_JOB, GOOD_JOB] }, 422, 'too_many_jobs'],
    ['unknown fields', { jobs: [{ ...GOOD_JOB, colour: 'red' }] }, 422, 'unknown_field'],
    ['a job without a photo', { jobs: [{ instruction: 'x' }] }, 422, 'media_required'],
    ['a job without an instruction', { jobs: [{ media: [URL_OF_A_PHOTO] }] }, 422, 'instruction_required'],
    ['NUL in a text', { jobs: [{ ...GOOD_JOB, instruction: 'a\u0000b' }] }, 422, 'nul_character'],
    ['half a surrogate pair', { jobs: [{ ...GOOD_JOB, reference: '\ud800' }] }, 422, 'invalid_text'],
    ['an endless text', { jobs: [{ ...GOOD_JOB, instruction: 'x'.repeat(4_001) }] }, 422, 'too_big'],
    ['a later part of the contract', { jobs: [GOOD_JOB], max_credits: 5 }, 422, 'not_supported_yet'],
    ['an address that is none', { jobs: [{ ...GOOD_JOB, media: ['photo.jpg'] }] }, 422, 'invalid_url'],
    ['a private address', { jobs: [{ ...GOOD_JOB, media: ['http://10.0.0.8/a.jpg'] }] }, 422, 'private_address'],
    [
      'the metadata address of a cloud',
      { jobs: [{ ...GOOD_JOB, media: ['http://169.254.169.254/a'] }] },
      422,
      'private_address',
    ],
    ['an IPv6 loopback', { jobs: [{ ...GOOD_JOB, media: ['http://[::1]/a.jpg'] }] }, 422, 'private_address'],
    ['a file sent along in plain JSON', { jobs: [{ ...GOOD_JOB, media: [{ file: 'a' }] }] }, 422, 'multipart_required'],
    [
      'an unknown file',
      { jobs: [{ ...GOOD_JOB, media: [{ file_id: `file_${'0'.repeat(26)}` }] }] },
      422,
      'file_not_found',
    ],
  ])('refuses %s', async (_what, body, status, code) => {
    const problem = await send(body)
    expect([problem.status, problem.code]).toEqual([status, code])
  })

  it('tells every fault at once, each by its place', async () => {
    const problem = await send({
      naem: 'x',
      jobs: [
        { reference: 'A', media: ['http://127.0.0.1/a'], instruction: 'x', priority: 'urgent' },
        { reference: 'A', media: [URL_OF_A_PHOTO, { file_id: 7 }], instruction: 'x', steps: [] },
        { media: [{ file_id: `file_${'0'.repeat(26)}` }] },
      ],
      pilot: { jobs: 3 },
    })
    expect([problem.status, problem.code]).toEqual([422, 'invalid_input'])
    expect(codesOf(problem).sort()).toEqual([
      '/jobs/0/media/0 private_address',
      '/jobs/0/priority invalid_value',
      '/jobs/1/instruction instruction_or_steps',
      '/jobs/1/media/1/file_id invalid_type',
      '/jobs/1/reference duplicate_reference',
      '/jobs/1/steps too_small',
      '/jobs/2/instruction instruction_required',
      '/jobs/2/media/0/file_id file_not_found',
      '/naem unknown_field',
      '/pilot not_supported_yet',
    ])
  })

  it('lists a hundred faults and says how many there are', async () => {
    const problem = await send({
      jobs: [{ media: Array(100).fill('ftp://a'), steps: [{}, { media: Array(50).fill('x') }] }],
    })
    expect(problem.errors).toHaveLength(100)
    expect(problem.detail).toContain('152 faults')
  })

  it('refuses switches that come later, and bodies of other types', async () => {
    const source = await problemOf(await api.post('/v1/batches?source=shopify', { jobs: [GOOD_JOB] }))
    expect([source.status, source.code]).toEqual([422, 'not_supported_yet'])
    for (const type of ['text/plain', 'application/xml', 'application/json\tx', 'application/json; charset=utf-16'])
      expect([type, (await api.post('/v1/batches', '{}', { 'content-type': type })).status]).toEqual([type, 415])
    for (const type of ['text/csv', 'application/x-ndjson'])
      expect([type, (await api.post('/v1/jobs', '{}', { 'content-type': type })).status]).toEqual([type, 415])
  })

  it('creates nothing from a form whose files are bad, missing, double or too many', async () => {
    const batch = JSON.stringify({
      jobs: [{ instruction: 'x', media: [{ file: 'coins.jpg' }, { file: 'missing.jpg' }, { file: 'rocket.jpg' }] }],
    })
    const form = formOf(
      ['photos', await photo('coins.jpg')],
      ['batch', batch],
      ['photos', await photo('rocket.jpg')],
      ['photos', await photo('rocket.jpg')],
      ['photos', new File(['text'], 'note.txt')],
      ['photos', await photo('chelsea.webp')],
    )
    const problem = await problemOf(await api.call('/v1/batches', { method: 'POST', body: form }))
    expect(codesOf(problem).sort()).toEqual([
      '/chelsea.webp file_not_used',
      '/jobs/0/media/1/file file_missing',
      '/jobs/0/media/2/file ambiguous_file',
      '/photos/3 unsupported_file',
    ])
  })

  it.each([
    ['no JSON part', [['other', 'x']], 'invalid_multipart'],
    ['a JSON part that is broken', [['batch', '{']], 'invalid_json'],
  ] as const)('refuses a form with %s', async (_what, parts, code) => {
    const answer = await api.call('/v1/batches', { method: 'POST', body: formOf(...parts) })
    const problem = await problemOf(answer)
    expect([problem.status, problem.code]).toEqual([400, code])
  })
})

/** By hand: fetch gives no answer when the server answers before it has taken everything. */
function sendLarge(base: string, file: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(new URL('/v1/files', base), {
      method: 'POST',
      headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'multipart/form-data; boundary=x' },
    })
    request.on('error', reject)
    request.on('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }))
    })
    request.write('--x\r\ncontent-disposition: form-data; name="file"; filename="large.jpg"\r\n\r\n')
    createReadStream(file)
      .on('end', () => request.end('\r\n--x--\r\n'))
      .pipe(request, { end: false })
  })
}
