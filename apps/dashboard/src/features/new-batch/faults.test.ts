import { expect, it } from 'vitest'
import { checkDraft } from './check-draft.ts'
import { composeBatch } from './compose-batch.ts'
import { type Draft, type DraftJob, EMPTY_DRAFT, ONE_STEP } from './draft.ts'
import { changeJob, withoutJob, withPhotos, withUrls } from './edit-draft.ts'
import { placeFaults, stillTrue } from './place-faults.ts'

const uploads = {
  fileIdOf: (item: DraftJob['media'][number]) => (item.kind === 'upload' ? `file_${item.key}` : null),
  nameOf: (item: DraftJob['media'][number]) => (item.kind === 'name' ? item.name : 'x.jpg'),
  failureOf: () => null,
}
const say = ({ code }: { readonly code: string }) => code
const job = (key: string, fields: Partial<DraftJob> = {}): DraftJob => ({
  ...{ key, origin: 'urls', group: null, reference: key, steps: ONE_STEP, language: '', priority: '' },
  ...{ media: [{ kind: 'url', url: `https://a/${key}.jpg` }], metadata: {}, line: null },
  ...fields,
})
const draftOf = (...jobs: DraftJob[]): Draft => ({ ...EMPTY_DRAFT, instruction: 'make a video', jobs })

it('says nothing that was not said, so that the defaults of the batch hold', () => {
  expect(composeBatch(draftOf(job('one')), uploads)).toEqual({
    defaults: {
      instruction: 'make a video',
      language: 'en',
      priority: 'normal',
      output: { format: 'mp4', quality: 'high' },
    },
    jobs: [{ reference: 'one', media: ['https://a/one.jpg'] }],
  })
})

it('sends all that was entered', () => {
  const steps = [
    { instruction: 'a', render: true },
    { instruction: 'b', render: false },
  ]
  const full = job('one', {
    ...{ steps, language: 'zh-CN', priority: 'high', metadata: { colour: 'red' } },
    media: [
      { kind: 'upload', key: '1' },
      { kind: 'name', name: 'gone.jpg' },
    ],
  })
  const draft: Draft = {
    ...draftOf(full),
    ...{ name: ' Spring ', scheduledAt: '2027-03-01T08:00', webhookUrl: 'https://shop', webhookEvents: ['job.failed'] },
  }
  expect(composeBatch(draft, uploads)).toMatchObject({
    name: 'Spring',
    scheduled_at: new Date('2027-03-01T08:00').toISOString(),
    webhook: { url: 'https://shop', events: ['job.failed'] },
    jobs: [
      {
        ...{ steps, language: 'zh-CN', priority: 'high', metadata: { colour: 'red' } },
        media: [{ file_id: 'file_1' }, { file: 'gone.jpg' }],
      },
    ],
  })
})

it('sees what is wrong before anything is sent, at the job and field that has it', () => {
  const draft = {
    ...draftOf(
      job('one', { media: [] }),
      job('two', { reference: 'one', priority: 'urgent' }),
      job('three', {
        media: [{ kind: 'name', name: 'gone.jpg' }],
        steps: [
          { instruction: 'a', render: false },
          { instruction: ' ', render: false },
        ],
      }),
      job('four', { steps: [{ instruction: 'mine', render: true }] }),
    ),
    instruction: '',
  }
  const told = checkDraft(draft, uploads, say).ofJobs.map(({ jobKey, field, index, message }) =>
    [jobKey, field, index ?? '-', message].join(' '),
  )
  expect(told).toEqual([
    'one media - no_media',
    'one instruction 0 no_instruction',
    'two reference - same_reference',
    'two instruction 0 no_instruction',
    'two priority - bad_priority',
    'three media 0 file_missing',
    'three instruction 1 no_instruction',
    'three render 1 no_render',
  ])
})

it('asks once for an instruction that no job has', () => {
  const faults = checkDraft({ ...draftOf(job('one'), job('two')), instruction: ' ' }, uploads, say)
  expect(faults).toEqual({ ofJobs: [], ofBatch: [{ field: 'instruction', message: 'no_instruction_at_all' }] })
})

const at = (path: string, message = 'm') => ({ path, code: 'c', message })

it.each([
  ['/jobs/1/reference', 'two reference -'],
  ['/jobs/1/media/0', 'two media 0'],
  ['/jobs/1/media/0/file_id', 'two media 0'],
  ['/jobs/1/media', 'two media -'],
  ['/jobs/1/instruction', 'two instruction 0'],
  ['/jobs/1/steps/2/instruction', 'two instruction 2'],
  ['/jobs/1/steps/2/render', 'two render 2'],
  ['/jobs/1/metadata/a~1b', 'two metadata -'],
  ['/jobs/1', 'two job -'],
])('puts the fault at %s to %s', (path, place) => {
  const { ofJobs } = placeFaults([at(path)], draftOf(job('one'), job('two')))
  expect(ofJobs.map(({ jobKey, field, index }) => `${jobKey} ${field} ${index ?? '-'}`)).toEqual([place])
})

it('puts faults of the batch to its fields, and loses none', () => {
  const paths = [
    '/name',
    '/defaults/instruction',
    '/webhook/url',
    '/webhook/events/0',
    '/scheduled_at',
    '/pilot',
    '/jobs/9/media',
  ]
  const { ofBatch } = placeFaults(
    paths.map((path) => at(path)),
    draftOf(job('one')),
  )
  expect(ofBatch.map(({ field }) => field)).toEqual([
    'name',
    'instruction',
    'webhookUrl',
    'webhookEvents',
    'scheduledAt',
    'other',
    'other',
  ])
})

it('tells an address that cannot be reached wherever it stands', () => {
  const same = { media: [{ kind: 'url' as const, url: 'https://a/x.jpg' }] }
  const { ofJobs } = placeFaults([at('/jobs/0/media/0')], draftOf(job('one', same), job('two'), job('three', same)))
  expect(ofJobs.map(({ jobKey }) => jobKey)).toEqual(['one', 'three'])
})

it('takes a fault back once its field was changed, or its job removed', () => {
  const then = draftOf(job('one'), job('two'), job('three'))
  const faults = placeFaults([at('/jobs/0/reference'), at('/jobs/1/media/0'), at('/jobs/2/media/0'), at('/name')], then)
  const now = withoutJob(changeJob(then, 'one', { reference: 'new' }), 'three')
  const left = stillTrue(faults, then, { ...now, name: 'other' })
  expect(left.ofJobs.map(({ jobKey }) => jobKey)).toEqual(['two'])
  expect(left.ofBatch).toEqual([])
})

it('keeps what was written when more photos come, and gives a table the photos that it names', () => {
  const photos = ['1042-a.jpg', '1043.jpg', 'spring/Named.jpg'].map((path) => ({ key: path, path }))
  const table = job('row', { origin: 'table', media: [{ kind: 'name', name: 'named.jpg' }] })
  const first = withPhotos(draftOf(table), photos)
  expect(first.jobs.map(({ reference }) => reference)).toEqual(['1042', '1043', 'row'])
  const [one] = first.jobs
  const written = changeJob(first, one?.key ?? '', { reference: 'Mug', language: 'de' })
  const second = withPhotos(written, [...photos, { key: '1042-b.jpg', path: '1042-b.jpg' }])
  expect(second.jobs[0]).toMatchObject({
    reference: 'Mug',
    language: 'de',
    media: [{ key: '1042-a.jpg' }, { key: '1042-b.jpg' }],
  })
  expect(second.jobs[1]).toBe(first.jobs[1])
})

it('makes a job of each line of addresses, named after its first photo', () => {
  let count = 0
  const draft = withUrls(
    draftOf(),
    [['https://a/cup.jpg', 'https://a/2.jpg'], ['https://b/cup.jpg']],
    () => `key ${count++}`,
  )
  expect(draft.jobs.map(({ key, reference, media }) => [key, reference, media.length])).toEqual([
    ['key 0', 'cup', 2],
    ['key 1', 'cup (2)', 1],
  ])
})
