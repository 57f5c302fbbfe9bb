import { describe, expect, it } from 'vitest'
import { batchStatus, canMove, holdsSlot, isFinal, JOB_STATUSES, type JobCounts, type JobStatus } from './job-status.ts'

const ALLOWED: readonly string[] = [
  'queued>running',
  'queued>blocked',
  'queued>canceled',
  'running>queued',
  'running>blocked',
  'running>completed',
  'running>failed',
  'running>canceled',
  'blocked>queued',
  'blocked>canceled',
  'failed>queued',
]

describe('the status of a job', () => {
  for (const from of JOB_STATUSES)
    for (const to of JOB_STATUSES) {
      const isAllowed = ALLOWED.includes(`${from}>${to}`)
      it(`${isAllowed ? 'may' : 'never'} moves from ${from} to ${to}`, () => {
        expect(canMove(from, to)).toBe(isAllowed)
      })
    }

  it('is final once the job ended, however it ended', () => {
    expect(JOB_STATUSES.filter(isFinal)).toEqual(['completed', 'failed', 'canceled'])
  })

  it('holds a slot of the account only while running', () => {
    expect(JOB_STATUSES.filter(holdsSlot)).toEqual(['running'])
  })
})

describe('the status of a batch', () => {
  const counts = (some: Partial<Record<JobStatus, number>>): JobCounts => ({
    queued: 0,
    running: 0,
    blocked: 0,
    completed: 0,
    failed: 0,
    canceled: 0,
    ...some,
  })
  it.each([
    [{ queued: 3 }, 'queued'],
    [{ queued: 2, running: 1 }, 'running'],
    [{ queued: 2, completed: 1 }, 'running'],
    [{ queued: 1, blocked: 1 }, 'blocked'],
    [{ running: 1, blocked: 5 }, 'running'],
    [{ completed: 2, failed: 1 }, 'completed'],
    [{ failed: 2 }, 'completed'],
    [{ completed: 1, canceled: 1 }, 'completed'],
    [{ canceled: 2 }, 'canceled'],
    [{}, 'queued'],
  ] as const)('with jobs %j is %s', (some, expected) => {
    expect(batchStatus(counts(some), { isPaused: false, isCanceled: false })).toBe(expected)
  })

  it('is paused until its jobs have ended', () => {
    const marks = { isPaused: true, isCanceled: false }
    expect(batchStatus(counts({ running: 1, queued: 1 }), marks)).toBe('paused')
    expect(batchStatus(counts({ completed: 2 }), marks)).toBe('completed')
  })

  it('is canceled when that was asked, even if some of its jobs completed before', () => {
    const marks = { isPaused: false, isCanceled: true }
    expect(batchStatus(counts({ completed: 1, canceled: 1 }), marks)).toBe('canceled')
    expect(batchStatus(counts({ completed: 2 }), marks)).toBe('completed')
    expect(batchStatus(counts({ running: 1, canceled: 1 }), marks)).toBe('running')
  })
})
