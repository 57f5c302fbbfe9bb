import { request as httpRequest } from 'node:http'
import { batchSchema, type Job, jobListSchema, type Problem, problemSchema } from '@nemo-batch/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formOf, photo } from '../../testing/photos.ts'
import { API_KEY, type RunningApi, startTestApi } from '../../testing/running-api.ts'

const PHOTO = 'https://shop.example/a.jpg'
const CSV = 'text/csv'
const NDJSON = 'application/x-ndjson'
const JOB = { media: [PHOTO], instruction: 'make a video' }

let api: RunningApi
beforeAll(async () => {
  api = await startTestApi({ maxJobsPerBatch: 60 })
})
afterAll(() => api.stop())

const send = (type: string, body: string | Buffer, query = '', headers: Record<string, string> = {}) =>
  api.call(`/v1/batches${query}`, { method: 'POST', headers: { 'content-type': type, ...headers }, body })

/** In the order of the request. */
async function jobsOf(answer: Response): Promise<Job[]> {
  const text = await answer.text()
  expect(answer.status, text).toBe(202)
  const { links } = batchSchema.parse(JSON.parse(text))
  return jobListSchema.parse(await (await api.call(`${links.jobs}?limit=100`)).json()).data.reverse()
}

/** A refusal, which has left nothing behind. */
async function refusalOf(sent: () => Promise<Response>): Promise<Problem> {
  const before = await leftBehind()
  const answer = await sent()
  const problem = problemSchema.parse(await answer.json())
  expect(problem.status).toBe(answer.status)
  expect(await leftBehind()).toEqual(before)
  return problem
}
/** Jobs of earlier batches go on meanwhile, so that events may come. */
async function leftBehind() {
  const { events: _events, ...rows } = await api.countRows()
  return { rows, files: await api.filesOnDisk() }
}
const told = ({ errors = [] }: Problem) => errors.map(({ path, code, line }) => `${path} ${code} ${line ?? '-'}`)

const lines = (...values: unknown[]): string => values.map((value) => JSON.stringify(value)).join('\n')

describe('JSON', () => {
  it('takes the fields of a batch in any order, the defaults behind the jobs too', async () => {
    const [job] = await jobsOf(
      await send(
        'application/json',
        `{"jobs":[{"media":["${PHOTO}"]}],"defaults":{"instruction":"of all","language":"ja"}}`,
      ),
    )
    expect(job).toMatchObject({ language: 'ja', steps: [{ instruction: 'of all' }] })
  })

  it('takes a byte-order mark and white space', async () => {
    expect(
      await jobsOf(await send('application/json; charset=UTF-8', `\uFEFF \n{"jobs" : [ ${JSON.stringify(JOB)} ] } \n`)),
    ).toHaveLength(1)
  })

  it.each([
    ['trailing garbage', `{"jobs":[${JSON.stringify(JOB)}]}x`],
    ['a job that is cut', '{"jobs":[{"media":["x"]'],
    ['two fields of one name', `{"name":"a","jobs":[${JSON.stringify(JOB)}],"name":"b"}`],
    ['jobs twice', `{"jobs":[],"jobs":[${JSON.stringify(JOB)}]}`],
    ['a key that changes prototypes, in a job', '{"jobs":[{"metadata":{"__proto__":{"a":1}}}]}'],
    ['a key that changes prototypes, in the batch', `{"__proto__":{"a":1},"jobs":[${JSON.stringify(JOB)}]}`],
    ['100,000 levels', `{"jobs":[${'['.repeat(100_000)}${']'.repeat(100_000)}]}`],
    ['a hundred thousand small values', `{"jobs":[[${'[],'.repeat(100_000)}[]]]}`],
    [
      'bytes that are no UTF-8',
      Buffer.concat([Buffer.from('{"jobs":[{"reference":"'), Buffer.from([0xff]), Buffer.from('"}]}')]),
    ],
  ])('refuses %s as unreadable', async (_what, body) => {
    const problem = await refusalOf(() => send('application/json', body))
    expect([problem.status, problem.code]).toEqual([400, 'invalid_json'])
  })

  it('refuses one job that has more than any could need, and a batch with as many fields', async () => {
    const job = `{"instruction":"${'x'.repeat(5 * 1024 * 1024)}"}`
    const fields = Array.from({ length: 200 }, (_value, index) => `"f${index}":1`).join(',')
    for (const body of [`{"jobs":[${job}]}`, `{${fields},"jobs":[]}`])
      expect((await refusalOf(() => send('application/json', body))).code).toBe('body_too_large')
  })

  it('refuses numbers that are none, and references that are numbers', async () => {
    const problem = await refusalOf(() =>
      send(
        'application/json',
        `{"jobs":[{"reference":7,"media":["${PHOTO}"],"instruction":"x","metadata":{"a":1e999}}]}`,
      ),
    )
    expect(told(problem)).toEqual(['/jobs/0/reference invalid_type -', '/jobs/0/metadata/a invalid_type -'])
  })

  it('refuses a body that is compressed, and says so', async () => {
    const answer = await send('application/json', 'x', '', { 'content-encoding': 'gzip' })
    expect([answer.status, answer.headers.get('accept-encoding')]).toEqual([415, 'identity'])
    expect(problemSchema.parse(await answer.json()).detail).toContain('Content-Encoding')
  })
})

describe('NDJSON', () => {
  it('takes the batch on the first line and a job on each further one, blank lines between them', async () => {
    const body = `\n${JSON.stringify({ name: 'lines', defaults: { instruction: 'of all' } })}\r\n\n${lines({ media: [PHOTO], reference: 'A' }, { ...JOB, reference: 'B' })}`
    const jobs = await jobsOf(await send(NDJSON, body))
    expect(jobs.map(({ reference, steps }) => [reference, steps[0]?.instruction])).toEqual([
      ['A', 'of all'],
      ['B', 'make a video'],
    ])
  })

  it('names each fault by the place of its job and by its line', async () => {
    const body = lines({ naem: 'x' }, JOB, { ...JOB, priority: 'urgent' }).concat('\n\n', lines({ media: [] }))
    expect(told(await refusalOf(() => send(NDJSON, body)))).toEqual([
      '/naem unknown_field 1',
      '/jobs/1/priority invalid_value 3',
      '/jobs/2/media too_small 5',
      '/jobs/2/instruction instruction_required 5',
    ])
  })

  it('names every line that is not JSON, beside what is wrong with the others', async () => {
    const body = ['{}', '{"media":', JSON.stringify({ ...JOB, colour: 'red' }), 'x', '['.repeat(100)].join('\n')
    const problem = await refusalOf(() => send(NDJSON, body))
    expect([problem.status, problem.code]).toEqual([400, 'invalid_json'])
    expect(told(problem)).toEqual([
      '/jobs/0 invalid_json 2',
      '/jobs/1/colour unknown_field 3',
      '/jobs/2 invalid_json 4',
      '/jobs/3 invalid_json 5',
    ])
  })

  it('needs the line of the batch, and jobs unless it is open', async () => {
    expect((await refusalOf(() => send(NDJSON, '\n \n'))).code).toBe('invalid_json')
    expect((await refusalOf(() => send(NDJSON, '{}'))).code).toBe('empty_batch')
    expect(await jobsOf(await send(NDJSON, '{"open":true}'))).toEqual([])
  })

  it('refuses a line without an end, and more lines than jobs are allowed', async () => {
    const endless = `{}\n"${'x'.repeat(5 * 1024 * 1024)}`
    expect((await refusalOf(() => send(NDJSON, endless))).code).toBe('body_too_large')
    const many = lines({}, ...Array.from({ length: 61 }, () => JOB))
    expect((await refusalOf(() => send(NDJSON, many))).code).toBe('too_many_jobs')
  })
})

describe('CSV', () => {
  const HEADER = 'reference,media,instruction,metadata.colour'

  it.each([
    ['commas', ',', '\n'],
    ['semicolons and CRLF', ';', '\r\n'],
    ['tabs and CR', '\t', '\r'],
  ])('takes %s, a byte-order mark, quotes and blank rows', async (_what, comma, end) => {
    const rows = [
      ['Reference', ' MEDIA ', 'instruction', 'metadata.Colour'],
      ['00123', `${PHOTO}|${PHOTO}?2`, '"make a ""big"" video, slowly;\tplease"', 'dark red'],
      ['', '', '', ''],
      ['B', `"${PHOTO} ${PHOTO}?2"`, '"two\nlines"', ''],
    ]
    const jobs = await jobsOf(await send(CSV, `\uFEFF${rows.map((row) => row.join(comma)).join(end)}${end}${end}`))
    expect(
      jobs.map(({ reference, media, steps, metadata }) => [reference, media.length, steps[0]?.instruction, metadata]),
    ).toEqual([
      ['00123', 2, 'make a "big" video, slowly;\tplease', { Colour: 'dark red' }],
      ['B', 2, 'two\nlines', {}],
    ])
  })

  it('takes the name, an instruction and a language for all rows from the address', async () => {
    const answer = await send(
      CSV,
      `media,instruction\n${PHOTO},\n${PHOTO},own\n`,
      '?name=Spring&instruction=of%20all&language=ja',
    )
    const batch = batchSchema.parse(await answer.clone().json())
    const jobs = await jobsOf(answer)
    expect(batch.name).toBe('Spring')
    expect(jobs.map(({ language, steps }) => [language, steps[0]?.instruction])).toEqual([
      ['ja', 'of all'],
      ['ja', 'own'],
    ])
    expect(told(await refusalOf(() => send('application/json', JSON.stringify({ jobs: [JOB] }), '?name=x')))).toEqual([
      '/name csv_only -',
    ])
  })

  it('names the row and the column of each fault', async () => {
    const body = [
      HEADER,
      `A,${PHOTO},x,`,
      `A,${PHOTO},x,`,
      `B,"${PHOTO} ftp://a",,`,
      'C,,"x\ny",red',
      `D,${PHOTO},x,red,blue`,
    ].join('\n')
    expect(told(await refusalOf(() => send(CSV, body)))).toEqual([
      '/jobs/1/reference duplicate_reference 3',
      '/jobs/2/instruction instruction_required 4',
      '/jobs/2/media/1 invalid_url 4',
      '/jobs/3/media media_required 5',
      '/jobs/4 too_many_cells 7',
    ])
  })

  it('names columns that it does not know', async () => {
    expect(told(await refusalOf(() => send(CSV, 'reference,photo,photo2\nA,b,c\n')))).toEqual([
      '/photo unknown_field 1',
      '/photo2 unknown_field 1',
      '/media required 1',
    ])
  })

  it.each([
    ['UTF-16', Buffer.from('\uFEFFmedia,instruction\n', 'utf16le'), 'UTF-16'],
    ['UTF-16 without a mark', Buffer.from('media,instruction\n', 'utf16le'), 'UTF-16'],
    ['Latin-1', Buffer.from(`media,instruction\n${PHOTO},Müsli\n`, 'latin1'), 'UTF-8'],
    ['a quote that is never closed', `${HEADER}\nA,"${PHOTO}\n`, 'line'],
    ['a quote inside of a cell', `${HEADER}\nA,${PHOTO},a 5" video,\n`, 'line 2'],
    ['no header', '\n\n', 'header'],
    ['a row without an end', `${HEADER}\nA,"${'x'.repeat(600 * 1024)}`, 'characters'],
    ['a header of 100,000 columns', 'a,'.repeat(100_000), 'columns'],
  ])('refuses %s and says why', async (_what, body, detail) => {
    const problem = await refusalOf(() => send(CSV, body))
    expect([problem.status, problem.code]).toEqual([400, 'invalid_csv'])
    expect(problem.detail).toContain(detail)
  })

  it('refuses NUL in a cell, and a table without rows', async () => {
    expect((await refusalOf(() => send(CSV, `${HEADER}\nA,${PHOTO},a\u0000b,\n`))).code).toBe('nul_character')
    expect((await refusalOf(() => send(CSV, `${HEADER}\n`))).code).toBe('empty_batch')
  })
})

describe('a form', () => {
  it('takes its document as CSV or NDJSON by its type or name, with files by their names', async () => {
    const table = 'media,instruction\ncoins.jpg,x\n'
    const parts = [
      new File([table], 'jobs.csv', { type: 'text/csv' }),
      new File([table], 'jobs.csv', { type: 'text/plain' }),
      new File([`{}\n${JSON.stringify({ media: [{ file: 'coins.jpg' }], instruction: 'x' })}`], 'x', { type: NDJSON }),
    ]
    for (const part of parts) {
      const form = formOf(['batch', part], ['file', await photo('coins.jpg')])
      const [job] = await jobsOf(await api.call('/v1/batches', { method: 'POST', body: form }))
      expect(job?.media).toMatchObject([{ filename: 'coins.jpg', source_url: null }])
    }
  })

  it('adds jobs with their files to an open batch', async () => {
    const open = batchSchema.parse(await (await api.post('/v1/batches', { open: true })).json())
    const list = JSON.stringify([{ media: [{ file: 'coins.jpg' }], instruction: 'x' }])
    const form = formOf(['jobs', list], ['file', await photo('coins.jpg')])
    const [job] = await jobsOf(await api.call(`${open.links.self}/jobs`, { method: 'POST', body: form }))
    expect(job?.media).toMatchObject([{ filename: 'coins.jpg' }])
    const more = await api.call(`${open.links.self}/jobs`, {
      method: 'POST',
      headers: { 'content-type': NDJSON },
      body: lines(JOB, JOB),
    })
    expect(await jobsOf(more)).toHaveLength(3)
  })
})

describe('one key', () => {
  const rows = lines({}, ...Array.from({ length: 40 }, (_value, index) => ({ ...JOB, reference: `R${index}` })))
  const table = `media,instruction\n${`${PHOTO},x\n`.repeat(40)}`
  const withFile = async () =>
    formOf(
      ['batch', JSON.stringify({ jobs: [{ media: [{ file: 'coins.jpg' }], instruction: 'x' }] })],
      ['file', await photo('coins.jpg')],
    )

  it.each<[string, (headers: Record<string, string>) => Promise<Response>]>([
    ['JSON', (headers) => api.post('/v1/batches', { jobs: [JOB] }, headers)],
    ['NDJSON', (headers) => send(NDJSON, rows, '', headers)],
    ['CSV', (headers) => send(CSV, table, '', headers)],
    ['a form', async (headers) => api.call('/v1/batches', { method: 'POST', headers, body: await withFile() })],
  ])('makes one batch of 50 equal requests at once, as %s', async (what, post) => {
    const before = (await api.countRows()).batches ?? 0
    const headers = { 'idempotency-key': `rush-${what.replace(' ', '-')}` }
    const answers = await Promise.all(Array.from({ length: 50 }, () => post(headers)))
    const statuses = answers.map(({ status }) => status)
    expect(
      statuses.every((status) => status === 202 || status === 409),
      statuses.join(),
    ).toBe(true)
    expect(answers.filter((one) => one.status === 202 && !one.headers.has('idempotency-replayed'))).toHaveLength(1)
    expect((await api.countRows()).batches).toBe(before + 1)
    expect((await post(headers)).headers.get('idempotency-replayed')).toBe('true')
  })

  it('is another request when the same bytes come in another form, or with another name', async () => {
    const key = { 'idempotency-key': 'forms' }
    expect((await send(CSV, table, '', key)).status).toBe(202)
    for (const again of [() => send(NDJSON, table, '', key), () => send(CSV, table, '?name=x', key)])
      expect((await refusalOf(again)).code).toBe('idempotency_key_reused')
  })

  it('finds what was made for a client that left after the commit', async () => {
    const key = { 'idempotency-key': 'left' }
    const before = (await api.countRows()).batches ?? 0
    const request = httpRequest(new URL('/v1/batches', api.url), {
      method: 'POST',
      headers: { authorization: `Bearer ${API_KEY}`, 'content-type': NDJSON, ...key },
    })
    request.on('error', () => undefined)
    request.end(rows, () => request.destroy())
    await expect.poll(async () => (await api.countRows()).batches).toBe(before + 1)
    await expect.poll(async () => (await send(NDJSON, rows, '', key)).headers.get('idempotency-replayed')).toBe('true')
    expect((await api.countRows()).batches).toBe(before + 1)
  })
})

it('leaves nothing behind of a client that goes away in the middle of its jobs', async () => {
  const before = await leftBehind()
  const request = httpRequest(new URL('/v1/batches', api.url), {
    method: 'POST',
    headers: { authorization: `Bearer ${API_KEY}`, 'content-type': NDJSON },
  })
  request.on('error', () => undefined)
  request.write(`{}\n${`${JSON.stringify(JOB)}\n`.repeat(50)}`)
  await expect.poll(async () => (await api.filesOnDisk()).length).toBe(before.files.length + 1)
  request.destroy()
  await expect.poll(async () => await api.filesOnDisk()).toEqual(before.files)
  expect(await leftBehind()).toEqual(before)
})
