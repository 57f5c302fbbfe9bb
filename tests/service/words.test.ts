import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Job, messageAnswerSchema } from '@nemo-batch/contracts'
import { inspectMp4 } from '@nemo-batch/storage'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { givenService, type Service } from './given-service.fixture.ts'

let service: Service
let folder: string
beforeAll(async () => {
  service = await givenService({ env: { NEMO_SETTLE_DELAY_MS: '50' } })
  folder = await mkdtemp(path.join(tmpdir(), 'nemo-words-'))
}, 60_000)
afterAll(async () => {
  await service.close()
  await rm(folder, { recursive: true, force: true })
})

async function say(jobId: string, text: string) {
  const answer = await fetch(new URL(`/v1/jobs/${jobId}/messages`, service.address), {
    method: 'POST',
    headers: { authorization: `Bearer ${service.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ text }),
  })
  return { status: answer.status, ...messageAnswerSchema.parse(await answer.json()) }
}

async function download({ video }: Job, name: string): Promise<string> {
  const file = path.join(folder, name)
  await writeFile(file, new Uint8Array(await (await fetch(video?.url ?? '')).arrayBuffer()))
  return file
}

/** Of the frame at one second, below the photo, where a title stands: the share of pixels as white as its letters. */
function whiteIn(file: string): number {
  const frame = spawnSync(
    service.sandbox.ffmpegPath,
    [
      ...['-loglevel', 'error', '-ss', '1', '-i', file, '-frames:v', '1', '-vf', 'crop=iw:ih*0.12:0:ih*0.72'],
      ...['-f', 'rawvideo', '-pix_fmt', 'gray', '-'],
    ],
    { maxBuffer: 10_000_000 },
  ).stdout
  expect(frame.length).toBeGreaterThan(1_000)
  return frame.filter((value) => value > 225).length / frame.length
}

it('a completed job is refined by what a person says, and its last video is as long as asked and shows the title', async () => {
  const media = [{ file_id: await service.photo('coins.jpg') }]
  const [jobId = ''] = await service.submit([{ instruction: 'make a 6-second video', media }])
  const made = await service.ended(jobId)
  expect(made).toMatchObject({ status: 'completed', video: { duration_ms: expect.closeTo(6_000, -3) } })

  expect(await say(jobId, 'make it 10 seconds')).toMatchObject({ status: 202, action: 'edit', step_index: 1 })
  expect(await service.ended(jobId)).toMatchObject({ status: 'completed', timeline: { duration_ms: 10_000 } })
  expect(await say(jobId, '加一个标题：春季新品')).toMatchObject({ status: 202, action: 'edit', step_index: 2 })
  await service.ended(jobId)
  expect(await say(jobId, '导出')).toMatchObject({ status: 202, action: 'export', step_index: 2 })
  const refined = await service.ended(jobId)

  expect(refined).toMatchObject({ status: 'completed', credits: { spent: 150 } })
  expect(refined.nemo.session_id).toBe(made.nemo.session_id)
  expect(refined.steps.map(({ instruction }) => instruction)).toEqual([
    'make a 6-second video',
    'make it 10 seconds',
    '加一个标题：春季新品',
  ])
  const [before, after] = [await download(made, 'made.mp4'), await download(refined, 'refined.mp4')]
  expect((await inspectMp4(after)).durationMs / 1_000).toBeCloseTo(10, 0)
  expect(whiteIn(before)).toBe(0)
  expect(whiteIn(after)).toBeGreaterThan(0.02)
  expect(await say(jobId, 'export')).toMatchObject({ status: 200, action: 'export' })
  await service.expectInvariants()
}, 90_000)
