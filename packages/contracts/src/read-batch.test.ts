import { expect, it } from 'vitest'
import type { Fault } from './fault.ts'
import { type PlannedBatch, readBatchFields, readEnvelope, SeenReferences, splitSingleJob } from './read-batch.ts'
import { type PlannedJob, readJob } from './read-job.ts'

const PHOTO = 'https://shop.example/a.jpg'

type Reading = {
  readonly batch: (PlannedBatch & { readonly jobs: (PlannedJob | null)[] }) | null
  readonly faults: readonly Fault[]
}

/** As a request is read: the batch, then its jobs one by one. */
function readBatch(raw: unknown): Reading {
  const list = typeof raw === 'object' && raw !== null && 'jobs' in raw && Array.isArray(raw.jobs) ? raw.jobs : []
  const { batch, defaults, faults } = readEnvelope(raw)
  const readings = list.map((job, index) => readJob(job, ['jobs', index], defaults))
  return together(batch, readings, faults)
}

function readSingleJob(raw: unknown): Reading {
  const { envelope, job } = splitSingleJob(raw)
  return together(envelope.batch, [readJob(job, [], envelope.defaults)], envelope.faults)
}

function together(
  batch: PlannedBatch | null,
  readings: ReturnType<typeof readJob>[],
  faults: readonly Fault[],
): Reading {
  const all = [...faults, ...readings.flatMap((reading) => reading.faults)]
  const jobs = readings.map(({ job }) => job)
  return { batch: batch === null || all.length > 0 ? null : { ...batch, jobs }, faults: all }
}

const jobs = (...list: unknown[]) => readBatch({ jobs: list })
const codes = (reading: { faults: readonly { path: string; code: string }[] }) =>
  reading.faults.map(({ path, code }) => `${path} ${code}`)

it('spells out the short form: one instruction is one rendered step', () => {
  expect(readSingleJob({ media: [PHOTO], instruction: 'go' }).batch?.jobs).toEqual([
    {
      reference: null,
      language: 'en',
      priority: 'normal',
      output: { format: 'mp4', quality: 'high' },
      onSessionLost: 'restart',
      metadata: {},
      steps: [{ instruction: 'go', render: true, media: [PHOTO] }],
    },
  ])
})

it.each([
  ['the last step when none says so', [{}, {}, {}], [false, false, true]],
  ['those that say so and the last', [{ render: true }, {}, {}], [true, false, true]],
  ['the last although another one says no', [{ render: false }, {}], [false, true]],
  ['not the last when it says no', [{ render: true }, { render: false }], [true, false]],
])('renders %s', (_what, steps, expected) => {
  const reading = jobs({ media: [PHOTO], steps: steps.map((step) => ({ instruction: 'go', ...step })) })
  expect(reading.batch?.jobs[0]?.steps.map((step) => step.render)).toEqual(expected)
})

it('refuses a job that would render nothing', () => {
  const steps = [{ instruction: 'go' }, { instruction: 'go', render: false }]
  expect(codes(jobs({ media: [PHOTO], steps }))).toEqual(['/jobs/0/steps/1/render nothing_rendered'])
})

it('lets a job override the defaults of its batch', () => {
  const defaults = {
    instruction: 'default',
    language: 'ja',
    priority: 'low',
    output: { quality: 'medium' },
    on_session_lost: 'fail',
  }
  const reading = readBatch({
    defaults,
    jobs: [
      { media: [PHOTO] },
      { media: [PHOTO], instruction: 'own', language: 'es', priority: 'high', on_session_lost: 'restart' },
    ],
  })
  expect(
    reading.batch?.jobs.map((job) => [job?.steps[0]?.instruction, job?.language, job?.priority, job?.onSessionLost]),
  ).toEqual([
    ['default', 'ja', 'low', 'fail'],
    ['own', 'es', 'high', 'restart'],
  ])
  expect(reading.batch?.jobs[0]?.output).toEqual({ format: 'mp4', quality: 'medium' })
})

it('gives the first step the media of its job and its own', () => {
  const reading = jobs({ media: [PHOTO], steps: [{ instruction: 'go', media: [`${PHOTO}?2`] }] })
  expect(reading.batch?.jobs[0]?.steps[0]?.media).toEqual([PHOTO, `${PHOTO}?2`])
})

it('takes what asks for nothing of later parts, and refuses what asks for something', () => {
  const nothing = { webhook: null, max_credits: null, pilot: null, open: null, reuse: false, scheduled_at: null }
  expect(readBatch({ ...nothing, jobs: [{ media: [PHOTO], instruction: 'go' }] }).faults).toEqual([])
  const something = { max_credits: 0, pilot: {}, reuse: true, stop_on_failure_rate: 0.3 }
  const reading = readBatch({ ...something, jobs: [{ media: [PHOTO], instruction: 'go', reuse: true }] })
  expect(new Set(reading.faults.map(({ code }) => code))).toEqual(new Set(['not_supported_yet']))
  expect(reading.faults).toHaveLength(5)
})

it('needs a job unless the batch is open', () => {
  for (const open of [undefined, null, false]) {
    expect(codes(readBatch({ open }))).toEqual(['/jobs required'])
  }
  for (const batch of [{ open: true }, { open: true, jobs: [] }])
    expect(readBatch(batch).batch).toMatchObject({ isOpen: true, jobs: [] })
})

it('takes a time to begin at, for a batch and for a single job', () => {
  const job = { media: [PHOTO], instruction: 'go' }
  const scheduled_at = new Date(Date.now() + 3_600_000).toISOString()
  const scheduledAt = new Date(scheduled_at)
  expect(readBatch({ scheduled_at, jobs: [job] }).batch).toMatchObject({ scheduledAt })
  expect(readSingleJob({ ...job, scheduled_at }).batch).toMatchObject({ scheduledAt })
  expect(readSingleJob({ ...job, scheduled_at: null }).batch).toMatchObject({ scheduledAt: null })
  expect(readSingleJob({ ...job, scheduled_at: '2020-02-01T10:00:00+09:00' }).batch).toMatchObject({
    scheduledAt: new Date('2020-02-01T01:00:00Z'),
  })
  expect(codes(jobs({ ...job, scheduled_at }))).toEqual(['/jobs/0/scheduled_at not_supported_yet'])
})

it('takes a webhook, for a batch and for a single job, and none for one job of many', () => {
  const job = { media: [PHOTO], instruction: 'go' }
  const url = 'https://shop.example/hooks'
  const everything = { webhook: { url, events: null } }
  expect(readBatch({ webhook: { url }, jobs: [job] }).batch).toMatchObject(everything)
  expect(readSingleJob({ ...job, webhook: { url } }).batch).toMatchObject(everything)
  const some = { webhook: { url, events: ['job.failed'] as const } }
  expect(readBatch({ ...some, jobs: [job] }).batch).toMatchObject(some)
  expect(readBatch({ webhook: null, jobs: [job] }).batch).toMatchObject({ webhook: null })
  expect(codes(jobs({ ...job, webhook: { url } }))).toEqual(['/jobs/0/webhook unknown_field'])
  for (const webhook of [{}, { url: '' }, { url, events: [] }, { url, events: ['x'] }, { url, secret: 'x' }, 'x', []])
    expect(readBatch({ webhook, jobs: [job] }).faults).toHaveLength(1)
})

it.each([
  ['2027-03-01', 'invalid_value'],
  ['2027-03-01T08:00:00', 'invalid_value'],
  ['2027-02-30T08:00:00Z', 'invalid_value'],
  [`2027-03-01T08:00:00.${'0'.repeat(100)}Z`, 'too_big'],
  ['9999-03-01T08:00:00Z', 'too_far_ahead'],
  [0, 'invalid_type'],
])('refuses to begin at %j', (scheduled_at, code) => {
  const job = { media: [PHOTO], instruction: 'go' }
  for (const reading of [readBatch({ scheduled_at, jobs: [job] }), readSingleJob({ ...job, scheduled_at })])
    expect(codes(reading)).toEqual([`/scheduled_at ${code}`])
})

it('tells a bad default once, not once a job', () => {
  const job = { media: [PHOTO] }
  const reading = readBatch({ defaults: { instruction: '' }, jobs: [job, job, job] })
  expect(codes(reading)).toEqual(['/defaults/instruction too_small'])
})

it.each(['en', 'zh-CN', 'sr-Latn-RS', 'es-419'])('takes the language %s', (language) => {
  expect(jobs({ media: [PHOTO], instruction: 'go', language }).faults).toEqual([])
})

it.each(['', 'english', 'e', 'en_US', 'en-'])('refuses the language "%s"', (language) => {
  expect(codes(jobs({ media: [PHOTO], instruction: 'go', language }))).toEqual(['/jobs/0/language invalid_value'])
})

it('knows two things to do when a session is lost', () => {
  const job = { media: [PHOTO], instruction: 'go', on_session_lost: 'retry' }
  expect(codes(readBatch({ defaults: { on_session_lost: null }, jobs: [job] }))).toEqual([
    '/defaults/on_session_lost invalid_value',
    '/jobs/0/on_session_lost invalid_value',
  ])
})

it('bounds metadata in keys and values', () => {
  const many = Object.fromEntries(Array.from({ length: 51 }, (_value, index) => [`k${index}`, index]))
  const job = { media: [PHOTO], instruction: 'go' }
  expect(codes(jobs({ ...job, metadata: many }))).toEqual(['/jobs/0/metadata too_big'])
  expect(codes(jobs({ ...job, metadata: { a: 'x'.repeat(1_001), b: {}, c: [] } }))).toEqual([
    '/jobs/0/metadata/a too_big',
    '/jobs/0/metadata/b invalid_type',
    '/jobs/0/metadata/c invalid_type',
  ])
})

it.each([null, 1, 'x', [], true])('refuses %j as a batch, without falling over', (raw) => {
  expect(readBatch(raw).faults.length).toBeGreaterThan(0)
})

it.each([null, 1, 'x', [], {}, { steps: [null] }, { media: {} }, { steps: {}, media: [null] }])(
  'refuses %j as a job, without falling over',
  (raw) => {
    expect(jobs(raw).batch).toBeNull()
    expect(jobs(raw).faults.length).toBeGreaterThan(0)
  },
)

it('takes no jobs in a batch whose jobs stand elsewhere', () => {
  expect(codes(readBatchFields({ name: 'x', jobs: [] }))).toEqual(['/jobs unknown_field'])
  expect(readBatchFields({}).faults).toEqual([])
})

it('names the first job that has the reference of a later one', () => {
  const seen = new SeenReferences()
  expect([seen.add('A', ['jobs', 0]), seen.add(null, ['jobs', 1]), seen.add(null, ['jobs', 2])]).toEqual([
    null,
    null,
    null,
  ])
  expect(seen.add('A', ['jobs', 3])).toMatchObject({ path: '/jobs/3/reference', code: 'duplicate_reference' })
  expect(seen.add('A', ['jobs', 4])?.message).toContain('/jobs/0')
})
