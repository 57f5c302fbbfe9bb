import { afterEach, expect, it } from 'vitest'
import { givenPipeline, type Pipeline } from './given-pipeline.ts'

let pipeline: Pipeline
afterEach(() => pipeline.close())

it('a job is told once, in its language, what would work better, and completes all the same', async () => {
  pipeline = await givenPipeline()
  await pipeline.startWorker()
  const [upright = '', lying = ''] = [await pipeline.photo('coffee.jpg'), await pipeline.photo('rocket.jpg')]
  await pipeline.db.query('UPDATE files SET width = 3000, height = 4000 WHERE id = $1', [upright])
  const media = [0, 1].flatMap((stepIndex) => [upright, lying].map((fileId) => ({ fileId, stepIndex })))
  const { jobIds } = await pipeline.submit([
    {
      // the session is lost at the second step, so that all photos are sent again
      steps: [
        { instruction: 'make it nice', render: false },
        { instruction: 'make it 2 seconds, with these too [[sandbox:session_lost=1]]' },
      ],
      media,
    },
    { language: 'zh-CN', steps: [{ instruction: '做好看一点', render: false }], media: media.slice(0, 1) },
  ])
  const [restarted, chinese] = await Promise.all(jobIds.map((jobId) => pipeline.ended(jobId)))
  expect(restarted).toMatchObject({ status: 'completed', sessions_opened: 2 })
  expect(restarted?.warnings).toEqual([
    { code: 'vague_instruction', message: expect.stringMatching(/^The instruction of step 1 does not say what to do/) },
    { code: 'mixed_aspect_ratios', message: expect.stringContaining('from 3:4 to 3:2') },
    expect.objectContaining({ code: 'billed_again' }),
  ])
  expect(chinese).toMatchObject({
    status: 'completed',
    warnings: [{ code: 'vague_instruction', message: expect.stringMatching(/^指令没有说明具体要做什么/) }],
  })
})
