import stringWidth from 'string-width'
import { describe, expect, it } from 'vitest'
import type { EventAnswer, JobAnswer } from '../client/answers.ts'
import { applyEvent, newBatchView } from './batch-view.ts'
import { failureReport } from './failure-report.ts'
import { plainLine } from './plain-line.ts'
import { fitColumns, printable } from './printable.ts'
import { renderBars } from './render-bars.ts'

const job = (id: string, reference: string | null, more: Partial<JobAnswer> = {}): JobAnswer => ({
  id,
  reference,
  status: 'queued',
  ...more,
})
let seq = 0
const event = (type: string, jobId: string | null, data: Record<string, unknown> = {}): EventAnswer => {
  seq += 1
  return { id: `evt_${seq}`, type, seq, batch_id: 'batch_1', job_id: jobId, data }
}
const given = (...events: EventAnswer[]) => {
  const view = newBatchView('Spring', [
    job('job_a', 'SKU-1'),
    job('job_b', '早安咖啡早安咖啡早安咖啡早安咖啡'),
    job('job_c', null),
  ])
  const lines = events.map((each) => plainLine(applyEvent(view, each))).filter((line) => line !== null)
  return { view, lines }
}
const screen = (columns: number, rows = 24) => ({ columns, rows, hasColours: false })
const stage = (jobId: string, name: string, progress: number) =>
  event('job.stage', jobId, { stage: name, step_index: 0, progress })

describe('plain progress', () => {
  it('tells each change of a job in one line, and nothing twice', () => {
    const { lines } = given(
      event('batch.started', null),
      event('job.started', 'job_a', { attempt: 1 }),
      stage('job_a', 'upload', 5),
      event('job.message', 'job_a', { text: 'hello' }),
      stage('job_a', 'render', 60),
      event('job.progress', 'job_a', { stage: 'render', progress: 30 }),
      event('job.progress', 'job_a', { stage: 'render', progress: 31 }),
      event('job.progress', 'job_a', { stage: 'render', progress: 80 }),
      event('job.completed', 'job_a'),
      event('batch.completed', null),
    )
    expect(lines).toEqual([
      'batch Spring: running',
      'SKU-1: running',
      'SKU-1: upload',
      'SKU-1: render',
      'SKU-1: render 25%',
      'SKU-1: render 75%',
      'SKU-1: completed',
      'batch Spring: completed',
    ])
  })

  it('says why a job failed, is blocked or is tried again', () => {
    const { lines } = given(
      event('job.progress', 'job_a', { stage: 'session', retrying: 'nemo_unavailable' }),
      event('job.blocked', 'job_b', { reason: 'credits_exhausted' }),
      event('job.failed', 'job_a', { error: { code: 'no_change' } }),
    )
    expect(lines[0]).toBe('SKU-1: session (nemo_unavailable)')
    expect(lines[1]).toContain('blocked (credits_exhausted)')
    expect(lines[2]).toBe('SKU-1: failed (no_change)')
  })

  it('shows a job that was added later and ignores events that it does not know', () => {
    const { lines } = given(
      event('job.queued', 'job_d', { reference: 'late' }),
      event('job.sparkled', 'job_a'),
      event('new.thing', null),
    )
    expect(lines).toEqual(['late: queued'])
  })

  it('never passes control characters of a reference on', () => {
    const view = newBatchView('a\u001b[31mb\nc', [job('job_a', 'x\u001b]0;title\u0007y\u202e')])
    expect(view.name).toBe('a [31mb c')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect([...view.jobs.values()][0]?.name).not.toMatch(/[\u0000-\u001f\u202e]/)
  })
})

describe('bars in a terminal', () => {
  it('are one line for each job with its stage, and a total', () => {
    const { view } = given(
      event('batch.started', null),
      stage('job_a', 'render', 60),
      event('job.failed', 'job_b', { error: { code: 'no_change' } }),
    )
    const lines = renderBars(view, screen(100))
    expect(lines).toHaveLength(4)
    expect(lines[0]).toMatch(/^SKU-1 .*█.*60% render/)
    expect(lines[1]).toMatch(/failed: no_change/)
    expect(lines[3]).toMatch(/^total .* 53% 1\/3, 1 failed running$/)
  })

  it('move on within a render by its own progress, and back to the start when a job is retried', () => {
    const { view } = given(
      stage('job_a', 'render', 60),
      event('job.progress', 'job_a', { stage: 'render', progress: 50 }),
    )
    expect(view.jobs.get('job_a')?.progress).toBe(76)
    applyEvent(view, event('job.queued', 'job_a'))
    expect(view.jobs.get('job_a')).toMatchObject({ progress: 0, status: 'queued', name: 'SKU-1' })
  })

  it.each([20, 40, 80, 200])('fit into %i columns, Chinese included', (columns) => {
    const { view } = given(stage('job_b', 'render', 60))
    for (const line of renderBars(view, screen(columns))) expect(stringWidth(line)).toBeLessThan(columns)
  })

  it('show what is at work when the screen is too small for all', () => {
    const view = newBatchView(
      'big',
      Array.from({ length: 100 }, (_, index) => job(`job_${index}`, `SKU-${index}`)),
    )
    applyEvent(view, stage('job_77', 'instruct', 20))
    const lines = renderBars(view, screen(80, 10))
    expect(lines.length).toBeLessThanOrEqual(9)
    expect(lines.join('\n')).toContain('SKU-77')
    expect(lines.join('\n')).toContain('more')
  })
})

describe('text for a terminal', () => {
  it.each([
    ['abc', 5, 'abc  '],
    ['abcdef', 4, 'abc…'],
    ['早安咖啡', 8, '早安咖啡'],
    ['早安咖啡', 6, '早安… '],
  ])('%s in %i columns', (text, columns, fitted) => {
    expect(fitColumns(text, columns)).toBe(fitted)
    expect(stringWidth(fitted)).toBe(columns)
  })

  it('is one line', () => expect(printable(' a\r\n\tb ')).toBe('a b'))
})

describe('the report of failures', () => {
  it('says for each what happened, what to do and whether it was paid for', () => {
    const error = { code: 'no_change', message: 'Nothing changed.', action: 'Say it again.', billed: 'unknown' }
    const report = failureReport([
      job('job_a', 'SKU-1', { status: 'completed' }),
      job('job_b', 'SKU-2', { status: 'failed', error }),
      job('job_c', null, { status: 'canceled' }),
    ])
    expect(report).toEqual([
      'SKU-2 (job_b): failed with no_change',
      '  what happened: Nothing changed.',
      '  what to do:    Say it again.',
      '  billed:        unknown',
      'job_c (job_c): canceled',
    ])
  })
})
