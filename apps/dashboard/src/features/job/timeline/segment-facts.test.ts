import { expect, it } from 'vitest'
import { readSegment } from './segment-facts.ts'

it('calls a title by its words and anything else by its name', () => {
  const segment = { start_ms: 0, end_ms: 1, name: 'a.jpg', text: 'Spring' }
  expect(['text', 'video'].map((type) => readSegment(segment, type).label)).toEqual(['Spring', 'a.jpg'])
  expect(readSegment({ start_ms: 0, end_ms: 1, name: ' ' }, 'video').label).toBeNull()
})

it('tells what else stands in it, and no more of it than can be read', () => {
  const segment = { start_ms: 0, end_ms: 1, volume: 0.35, speed: 2, transition: 'fade', crop: { x: 1 }, none: null }
  expect(readSegment(segment, 'audio')).toMatchObject({
    volume: 0.35,
    others: [
      ['speed', '2'],
      ['transition', 'fade'],
      ['crop', '{"x":1}'],
    ],
  })
  const huge = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`field${at}`, 'x'.repeat(5_000)]))
  const { others } = readSegment({ start_ms: 0, end_ms: 1, ...huge }, 'video')
  expect([others.length, others[0]?.[1].length]).toEqual([20, 200])
})

it('is not led astray by values of a wrong kind', () => {
  const segment = { start_ms: 'x', end_ms: -5, name: 7, text: {}, volume: Number.NaN } as never
  expect(readSegment(segment, 'text')).toEqual({
    ...{ label: null, text: null, volume: null, startMs: 0, endMs: 0, others: [] },
  })
  expect(readSegment({ start_ms: 0, end_ms: 1, volume: 40 }, 'audio').volume).toBe(1)
})
