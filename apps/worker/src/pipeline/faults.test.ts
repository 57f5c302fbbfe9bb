import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { waitFor } from '@nemo-batch/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { givenPipeline, type Pipeline } from './given-pipeline.ts'

let pipeline: Pipeline
let photo: string
beforeAll(async () => {
  pipeline = await givenPipeline()
  await pipeline.startWorker()
  photo = await pipeline.photo('coins.jpg')
})
afterAll(() => pipeline.close())

async function run(instruction: string) {
  const { jobIds } = await pipeline.submit([{ media: [{ fileId: photo }], steps: [{ instruction }] }])
  const job = await pipeline.ended(jobIds[0] ?? '')
  const { messages, renders } = pipeline.sandbox.log.counters()
  return { job, messages: messages[job.session_id] ?? 0, renders: renders[job.session_id] ?? 0 }
}
const asked = (fault: string): string => `make a 2-second video [[sandbox:${fault}]]`

describe('a job completes, with one message paid, when', () => {
  it.each([
    ['the edit ends without a word', 'silent', 1],
    ['the stream breaks after two events', 'drop_stream=2', 1],
    ['the stream goes quiet while the edit is done', 'hang', 1],
    ['music and title come after the stream has ended', 'two_stage=0', 1],
    ['the reply ends with a passing complaint', 'temporary_issue', 1],
    ['the message is refused as too many at first', 'rate_limit=1', 1],
    ['the first render fails', 'render_fail=1', 2],
    ['the address of the video is gone', 'output_gone', 1],
  ])('%s', async (_when, fault, expectedRenders) => {
    const { job, messages, renders } = await run(asked(fault))
    expect(job).toMatchObject({ status: 'completed', error: null })
    expect({ messages, renders }).toEqual({ messages: 1, renders: expectedRenders })
  })

  it('its session is lost, though the instruction is then paid again, in a session of its own', async () => {
    const { job, messages } = await run(asked('session_lost=1'))
    expect(job).toMatchObject({ status: 'completed', sessions_opened: 2 })
    expect(messages).toBe(1)
  })
})

describe('a job fails, saying what happened and what it cost, when', () => {
  it.each([
    [
      'the reply claims success and nothing changed',
      'no_change',
      { code: 'no_change', billed: 'unknown', stage: 'verify' },
    ],
    ['the draft has nothing to export', 'empty_draft', { code: 'empty_draft', billed: true }],
    ['there are heartbeats and nothing else', 'heartbeats', { code: 'instruction_timeout', billed: 'unknown' }],
    ['the stream reports an error', 'stream_error', { code: 'outcome_unknown', billed: 'unknown' }],
    ['the message is answered 500', 'http_500=1', { code: 'outcome_unknown', billed: 'unknown' }],
    ['every render fails', 'render_fail=9', { code: 'render_failed', billed: true, fix_by: 'provider' }],
    ['the video is cut short', 'bad_mp4=truncated', { code: 'output_invalid', billed: true, stage: 'fetch' }],
    ['the video is empty', 'bad_mp4=empty', { code: 'output_invalid', billed: true, stage: 'fetch' }],
    ['the video is a web page', 'bad_mp4=html', { code: 'output_invalid', billed: true, stage: 'fetch' }],
  ])('%s', async (_when, fault, error) => {
    const { job, messages } = await run(asked(fault))
    expect(job.status).toBe('failed')
    expect(job.error).toMatchObject(error)
    expect(messages).toBeLessThanOrEqual(1)
    expect((await pipeline.events(job.id)).at(-1)).toMatchObject({ type: 'job.failed', data: { error } })
  })
})

describe('a photo by address', () => {
  let requests: string[] = []
  const shop = createServer((request, response) => {
    requests.push(request.url ?? '')
    if (request.url?.startsWith('/page.jpg')) response.end('<html>sold out</html>')
    else response.writeHead(404).end()
  })
  beforeAll(() => new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve)))
  afterAll(() => shop.close())

  it.each([
    ['/missing.jpg', 'media_unreachable'],
    ['/page.jpg', 'unsupported_file'],
  ])('that is not one (%s) fails its job with %s before anything is paid', async (path, code) => {
    requests = []
    const url = `http://127.0.0.1:${(shop.address() as AddressInfo).port}${path}?signature=hidden`
    const { jobIds } = await pipeline.submit([{ media: [{ url }] }])
    const job = await pipeline.ended(jobIds[0] ?? '')
    expect(job.error, job.error.message).toMatchObject({ code, billed: false, fix_by: 'caller', stage: 'upload' })
    expect(job.error.message).not.toContain('hidden')
    expect(requests).toHaveLength(1)
    expect(pipeline.sandbox.log.counters().messages[job.session_id]).toBeUndefined()
  })
})

describe('an account without credits', () => {
  it('blocks its jobs with a link that helps, and they complete by themselves after the refill', async () => {
    pipeline.sandbox.setCredits(0)
    const { jobIds } = await pipeline.submit([
      { media: [{ fileId: photo }], steps: [{ instruction: 'a 2-second video' }] },
    ])
    const jobId = jobIds[0] ?? ''
    const blocked = await waitFor(async () => {
      const row = await pipeline.job(jobId)
      return row.status === 'blocked' ? row : null
    })
    expect(blocked.blocked).toMatchObject({ reason: 'credits_exhausted' })
    expect(blocked.blocked.action_url).toContain('/?bind=anon_')
    pipeline.sandbox.setCredits(1_000)
    expect(await pipeline.ended(jobId)).toMatchObject({ status: 'completed', blocked: null })
    expect((await pipeline.events(jobId)).map((event) => event.type)).toEqual(
      expect.arrayContaining(['job.blocked', 'job.unblocked', 'job.completed']),
    )
  })
})
