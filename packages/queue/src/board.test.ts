import { queueBackends } from '@nemo-batch/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { QueueFixture } from './testing/queue-fixture.ts'

describe.each(queueBackends())('what bull-board shows a queue by, on %s', (backend) => {
  let fixture: QueueFixture
  beforeAll(async () => {
    fixture = await QueueFixture.start(backend)
  })
  afterEach(() => fixture.reset())
  afterAll(() => fixture.stop())

  it('tells what waits and what is delayed, with its wake-up, and lets nothing be changed', async () => {
    const name = fixture.newName()
    const queue = await fixture.queue(name)
    await queue.wake([
      { jobId: 'job_1', wakeNumber: 1 },
      { jobId: 'job_2', wakeNumber: 1, delayMs: 60_000 },
    ])
    const board = await queue.board()
    expect(board.getName()).toContain(name)
    expect(board.readOnlyMode).toBe(true)
    const counts = await board.getJobCounts()
    expect((counts.waiting ?? 0) + (counts.prioritized ?? 0)).toBe(1)
    expect(counts.delayed).toBe(1)
    const [delayed] = await board.getJobs(['delayed'], 0, 10)
    expect(delayed?.data).toMatchObject({ jobId: 'job_2' })
    expect(await board.isPaused()).toBe(false)
  })

  it('cannot be had of a queue that is closed', async () => {
    const queue = await fixture.queue(fixture.newName())
    await queue.close()
    await expect(queue.board()).rejects.toMatchObject({ code: 'queue_closed' })
  })
})
