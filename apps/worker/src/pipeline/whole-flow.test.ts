import path from 'node:path'
import { inspectMp4 } from '@nemo-batch/storage'
import { type QueueBackend, queueBackends } from '@nemo-batch/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { givenPipeline, type Pipeline, type PipelineOptions } from './given-pipeline.ts'

let pipeline: Pipeline
afterEach(() => pipeline.close())

const DIALECTS: readonly (readonly [string, NonNullable<PipelineOptions['sandbox']>])[] = [
  ['typed events, nested answers', { dialect: 'typed', renderShape: 'nested', draftShape: 'object', envelope: 'data' }],
  [
    'ADK events, flat answers, the draft as text',
    { dialect: 'adk', renderShape: 'flat', draftShape: 'string', envelope: 'flat' },
  ],
  [
    'both kinds of events in one stream',
    { dialect: 'mixed', renderShape: 'flat', draftShape: 'object', envelope: 'data' },
  ],
]

/** Which queue wakes a worker makes no difference to what the provider speaks: each dialect is tried on one of them. */
const dialectsOn = (backend: QueueBackend) => DIALECTS.filter((_dialect, place) => backendOf(place) === backend)
const backendOf = (place: number) => queueBackends()[place % queueBackends().length]

describe.each(queueBackends())('with queues on %s', (backend) => {
  it.each(dialectsOn(backend))(
    'real photos become checked MP4s, from a provider that speaks %s',
    async (_name, sandbox) => {
      pipeline = await givenPipeline({ backend, sandbox })
      await pipeline.startWorker()
      const files = [await pipeline.photo('coffee.heic'), await pipeline.photo('rocket.jpg')]
      const batch = await pipeline.submit([
        {
          reference: 'SKU-1',
          media: files.map((fileId) => ({ fileId })),
          steps: [{ instruction: 'make a smooth 4-second video with transitions and a title "Morning"' }],
        },
        { reference: 'SKU-2', media: [{ fileId: files[1] ?? '' }], steps: [{ instruction: '做一个3秒的竖屏视频' }] },
      ])
      const jobs = await Promise.all(batch.jobIds.map((jobId) => pipeline.ended(jobId)))
      expect(jobs.map(({ status, error }) => ({ status, error }))).toEqual(
        jobs.map(() => ({ status: 'completed', error: null })),
      )

      const expectedMs = [4_000, 3_000]
      for (const [index, jobId] of batch.jobIds.entries()) {
        const step = await pipeline.step(jobId)
        const file = await pipeline.one('SELECT * FROM files WHERE id = $1', step.video_file_id)
        const facts = await inspectMp4(path.join(pipeline.dataDir, 'files', file.storage_key))
        expect(facts).toMatchObject({
          codec: 'h264',
          width: file.width,
          height: file.height,
          sizeBytes: file.size_bytes,
        })
        expect(Math.abs(facts.durationMs - (expectedMs[index] ?? 0))).toBeLessThan(150)
        expect(step.timeline.summary).toMatch(/^Timeline \(\d tracks?\): 1\. Video: /)
        const events = await pipeline.events(jobId)
        expect(events.map((event) => event.seq)).toEqual(events.map((_event, place) => place + 1))
        expect(events.at(-1)?.type).toBe('job.completed')
      }
      const counters = pipeline.sandbox.log.counters()
      expect(Object.values(counters.messages)).toEqual([1, 1])
      expect(Object.values(counters.renders)).toEqual([1, 1])
      expect(counters.faults).toBe(0)
      expect(await pipeline.one('SELECT status, completed FROM batches WHERE id = $1', batch.batchId)).toEqual({
        status: 'completed',
        completed: 2,
      })
    },
  )

  it('several steps work in one session, each with its own media and video', async () => {
    pipeline = await givenPipeline({ backend })
    await pipeline.startWorker()
    const [first = '', second = ''] = [await pipeline.photo('coins.jpg'), await pipeline.photo('chelsea.webp')]
    const { jobIds } = await pipeline.submit([
      {
        steps: [{ instruction: 'make a 2-second video' }, { instruction: 'make it 3 seconds, with this photo too' }],
        media: [
          { fileId: first, stepIndex: 0 },
          { fileId: second, stepIndex: 1 },
        ],
      },
    ])
    const job = await pipeline.ended(jobIds[0] ?? '')
    expect(job).toMatchObject({ status: 'completed', sessions_opened: 1, error: null })
    const steps = [await pipeline.step(job.id, 0), await pipeline.step(job.id, 1)]
    expect(new Set(steps.map((step) => step.video_file_id)).size).toBe(2)
    expect(Object.values(pipeline.sandbox.log.counters().messages)).toEqual([2])
    expect(Object.values(pipeline.sandbox.log.counters().renders)).toEqual([2])
  })
})
