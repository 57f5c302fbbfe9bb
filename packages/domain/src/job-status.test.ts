import { describe, expect, it } from 'vitest'
import {
  type BatchMarks,
  batchStatus,
  canMove,
  holdsSlot,
  isFinal,
  JOB_STATUSES,
  type JobCounts,
  type JobStatus,
} from './job-status.ts'

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
  'completed>queued',
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
  const marked = (some: Partial<BatchMarks>): BatchMarks => ({
    isPaused: false,
    isCanceled: false,
    isOpen: false,
    isScheduled: false,
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
    [{}, 'completed'],
  ] as const)('with jobs %j is %s', (some, expected) => {
    expect(batchStatus(counts(some), marked({}))).toBe(expected)
  })

  it('is paused until its jobs have ended', () => {
    const marks = marked({ isPaused: true })
    expect(batchStatus(counts({ running: 1, queued: 1 }), marks)).toBe('paused')
    expect(batchStatus(counts({ completed: 2 }), marks)).toBe('completed')
  })

  it('is canceled when that was asked, even if some of its jobs completed before', () => {
    const marks = marked({ isCanceled: true })
    expect(batchStatus(counts({ completed: 1, canceled: 1 }), marks)).toBe('canceled')
    expect(batchStatus(counts({ completed: 2 }), marks)).toBe('completed')
    expect(batchStatus(counts({ running: 1, canceled: 1 }), marks)).toBe('running')
  })

  it.each([
    [{}, {}, 'queued'],
    [{ queued: 2 }, {}, 'queued'],
    [{ running: 1, completed: 1 }, {}, 'running'],
    [{ blocked: 1, completed: 1 }, {}, 'blocked'],
    [{ completed: 2, failed: 1 }, {}, 'running'],
    [{ canceled: 2 }, {}, 'running'],
    [{ completed: 2 }, { isPaused: true }, 'paused'],
    [{}, { isScheduled: true }, 'scheduled'],
    [{}, { isCanceled: true }, 'canceled'],
    [{ completed: 1, canceled: 1 }, { isCanceled: true }, 'canceled'],
    [{ completed: 2 }, { isCanceled: true }, 'completed'],
  ] as const)('never has completed while it takes more: open with jobs %j and %j it is %s', (some, marks, expected) => {
    expect(batchStatus(counts(some), marked({ ...marks, isOpen: true }))).toBe(expected)
  })

  it.each([
    [{ queued: 3 }, {}, 'scheduled'],
    [{ queued: 2, canceled: 1 }, {}, 'scheduled'],
    [{ queued: 3 }, { isPaused: true }, 'paused'],
    [{ canceled: 3 }, {}, 'canceled'],
    [{}, {}, 'completed'],
  ] as const)(
    'waits for its time unless something else holds it: with jobs %j and %j it is %s',
    (some, marks, expected) => {
      expect(batchStatus(counts(some), marked({ ...marks, isScheduled: true }))).toBe(expected)
    },
  )
})
