import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectSound } from './given-many-jobs.ts'
import { givenPipeline, type Pipeline } from './given-pipeline.ts'

let pipeline: Pipeline
beforeAll(async () => {
  pipeline = await givenPipeline()
  await pipeline.startWorker()
})
afterAll(async () => {
  await expectSound(pipeline)
  await pipeline.close()
})

/** What is kept and told of an edit, and what watchers were told that NEMO said. */
async function edited(instruction: string, language = 'en') {
  const photo = await pipeline.photo('rocket.jpg')
  const { jobIds } = await pipeline.submit([{ language, media: [{ fileId: photo }], steps: [{ instruction }] }])
  const job = await pipeline.ended(jobIds[0] ?? '')
  const { reply, reply_shown: shown } = await pipeline.step(job.id)
  const messages = (await pipeline.events(job.id)).filter(({ type }) => type === 'job.message')
  return { job, reply, shown, heard: messages.map(({ data }) => data.text) }
}

describe('what NEMO said', () => {
  it('is shown without its directions for a screen, and kept as it came', async () => {
    const { job, reply, shown, heard } = await edited('make a 2-second video with the title "Click Export"')
    expect(job.status).toBe('completed')
    expect(reply).toMatch(/You can preview it in the timeline, then click Export when you are happy with it\.$/)
    expect(shown).toBe('I arranged 1 pictures in a 2-second video.\nThe title says "Click Export".')
    expect(heard).toEqual([shown])
  })

  it('in Chinese is shown in the same way', async () => {
    const { reply, shown, heard } = await edited('做一个2秒的视频', 'zh-CN')
    expect(reply).toMatch(/点击导出按钮。$/)
    expect(shown).toBe('已用1张图片制作2秒的视频。')
    expect(heard).toEqual([shown])
  })
})

describe('an edit made without a word', () => {
  it.each([
    ['en', 'Added clip 01-rocket.jpg (0–2 s). Added title “Spring” (0–2 s). Duration: 2 s.'],
    ['zh-CN', '添加了片段 01-rocket.jpg（0–2 秒）。添加了标题“Spring”（0–2 秒）。时长：2 秒。'],
  ])('is told by what it changed, in the language of the job (%s)', async (language, told) => {
    const instruction = 'make a 2-second video with the title "Spring" [[sandbox:silent]]'
    const { reply, shown, heard } = await edited(instruction, language)
    expect({ reply, shown, heard }).toEqual({ reply: null, shown: told, heard: [] })
  })
})
