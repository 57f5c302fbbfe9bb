import { describe, expect, it } from 'vitest'
import { endedShare, segmentsOf } from './segments.ts'

const counts = { total: 10, queued: 2, running: 1, blocked: 0, completed: 4, failed: 2, canceled: 1 }

describe('the bar of a batch', () => {
  it('shows each status that jobs have, what ended well first and what was given up last', () =>
    expect(segmentsOf(counts)).toEqual([
      { status: 'completed', count: 4 },
      { status: 'failed', count: 2 },
      { status: 'running', count: 1 },
      { status: 'queued', count: 2 },
      { status: 'canceled', count: 1 },
    ]))

  it('tells how much has ended, however it ended', () => expect(endedShare(counts)).toBe(0.7))

  it('has not begun without jobs', () => {
    const none = { total: 0, queued: 0, running: 0, blocked: 0, completed: 0, failed: 0, canceled: 0 }
    expect(segmentsOf(none)).toEqual([])
    expect(endedShare(none)).toBe(0)
  })
})
