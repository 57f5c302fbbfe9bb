import type { Page, ServiceEvent } from '@nemo-batch/sdk'
import { expect, it } from 'vitest'
import { EMPTY_LOG, readOn } from './read-events.ts'

const eventOf = (seq: number): ServiceEvent => ({
  id: `evt_${seq}`,
  object: 'event',
  type: 'job.progress',
  seq,
  batch_id: 'batch_a',
  job_id: 'job_a',
  created_at: '2026-01-01T00:00:00Z',
  data: {},
})

/** A log that is read three by three, as the service gives it. */
function logOf(length: number) {
  const asked: (string | undefined)[] = []
  async function* pagesFrom(first: string | undefined): AsyncGenerator<Page<ServiceEvent>> {
    for (let cursor = first; ; ) {
      asked.push(cursor)
      const from = Number(cursor ?? 0)
      const data = Array.from({ length: Math.min(3, length - from) }, (_, at) => eventOf(from + at + 1))
      const hasMore = from + 3 < length
      yield { object: 'list', data, has_more: hasMore, next_cursor: hasMore ? String(from + 3) : null }
      if (!hasMore) return
      cursor = String(from + 3)
    }
  }
  return { asked, pagesFrom }
}

it('reads a log to its end, and then only what has come behind it', async () => {
  const first = logOf(8)
  const known = await readOn(EMPTY_LOG, first.pagesFrom)
  expect([known.events.length, first.asked]).toEqual([8, [undefined, '3', '6']])
  const later = logOf(13)
  const log = await readOn(known, later.pagesFrom)
  expect(log.events.map(({ seq }) => seq)).toEqual(Array.from({ length: 13 }, (_, at) => at + 1))
  expect(later.asked).toEqual(['6', '9', '12'])
})

it('stays the very same while nothing has come', async () => {
  const known = await readOn(EMPTY_LOG, logOf(5).pagesFrom)
  expect(await readOn(known, logOf(5).pagesFrom)).toBe(known)
})
