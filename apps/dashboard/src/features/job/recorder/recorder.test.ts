import { describe, expect, it } from 'vitest'
import { describeEvent } from './describe-event.ts'
import { entriesOf } from './entries.ts'
import { kindOf } from './event-kinds.ts'
import { givenEvents, type Told } from './given-events.ts'
import { spansOf, sumSpans } from './spans.ts'

const look = (progress: number) => ['job.progress', { stage: 'render', progress }] as const

describe('the lines of the recorder', () => {
  it('tell every event in order, with the time since the one before', () => {
    const events = givenEvents(['job.queued'], ['job.started'], ['job.message', { text: 'Hello' }])
    expect(entriesOf(events, []).map((entry) => [entry.events[0].type, entry.gapMs])).toEqual([
      ['job.queued', null],
      ['job.started', 1_000],
      ['job.message', 1_000],
    ])
  })

  it('draw looks at a render together, and lose none', () => {
    const events = givenEvents(['job.started'], look(0), look(40), look(80), ['job.completed'], look(1), look(2))
    expect(entriesOf(events, []).map((entry) => entry.events.map(({ seq }) => seq))).toEqual([
      [1],
      [2, 3, 4],
      [5],
      [6],
      [7],
    ])
  })

  it('show the kinds that were chosen; the time is still since the event before, shown or not', () => {
    const events = givenEvents(['job.started'], look(0), ['job.message', { text: 'Hello' }])
    expect(entriesOf(events, ['message', 'life']).map(({ events: [{ seq }], gapMs }) => [seq, gapMs])).toEqual([
      [1, null],
      [3, 1_000],
    ])
  })

  it('tell what the timeline was before it changed', () => {
    const events = givenEvents(
      ['job.timeline', { summary: 'one' }],
      ['job.message', { text: 'Hello' }],
      ['job.timeline', { summary: 'two' }],
    )
    expect(entriesOf(events, []).map((entry) => entry.timelineBefore)).toEqual([null, null, 'one'])
  })

  it('hold thousands of events within a moment', () => {
    const events = givenEvents(...Array.from({ length: 5_000 }, (_, at) => look(at % 100)))
    expect(entriesOf(events, [])).toHaveLength(1)
  })
})

describe('what an event tells', () => {
  const told = (event: Told) => givenEvents(event).map(describeEvent)[0]

  it.each([
    [
      ['job.queued', { retry: true, stage: 'render', previous_error: 'render_failed' }],
      { key: 'retried', stage: 'render', name: 'render_failed' },
    ],
    [['job.queued', { refine: true, step_index: 1, steps: 1 }], { key: 'refined', stepIndex: 1 }],
    [['job.queued', { reference: 'a', request_id: 'req_a' }], { key: 'queued', requestId: 'req_a' }],
    [['job.started', { attempt: 2 }], { key: 'started', attempt: 2 }],
    [
      ['job.stage', { stage: 'session', step_index: 0, reason: 'session_lost', billed_again: true }],
      { key: 'startedOver', billed: true },
    ],
    [['job.progress', { stage: 'instruct', tool: 'edit_draft' }], { key: 'tool', name: 'edit_draft' }],
    [
      ['job.progress', { stage: 'upload', retrying: 'nemo_unavailable', message: 'HTTP 502', tries: 2, delay_ms: 900 }],
      { key: 'retrying', name: 'nemo_unavailable', tries: 2, delayMs: 900, text: 'HTTP 502' },
    ],
    [
      ['job.progress', { stage: 'upload', waiting_for: 'rate_limit', delay_ms: 30_000 }],
      { key: 'waiting', name: 'rate_limit', delayMs: 30_000 },
    ],
    [
      ['job.progress', { stage: 'instruct', message: 'still working', elapsed_ms: 120_000, detail: 'rendering' }],
      { key: 'working', delayMs: 120_000, text: 'rendering' },
    ],
    [['job.progress', { stage: 'render', progress: 40 }], { key: 'rendering', percent: 40 }],
    [
      ['job.timeline', { step_index: 0, summary: 'Timeline', changes: ['added', 7] }],
      { key: 'changes', text: 'Timeline', items: ['added'] },
    ],
    [
      ['job.failed', { error: { code: 'no_change', message: 'Nothing changed', billed: 'unknown' } }],
      { key: 'failed', name: 'no_change', text: 'Nothing changed', billed: 'unknown' },
    ],
    [
      ['job.canceled', { stage: 'render', billed: true, credits_spent: 50 }],
      { key: 'canceled', credits: 50, billed: true },
    ],
  ] as const)('%j', (event, story) => {
    expect(told(event)).toMatchObject(story)
  })

  it.each([[{}], [{ error: null, tool: 7, changes: 'x', progress: 'y', stage: {}, text: [], delay_ms: Number.NaN }]])(
    'is never taken from data of a wrong kind: %j',
    (data) => {
      for (const type of ['job.progress', 'job.failed', 'job.timeline', 'job.stage', 'batch.created'] as const) {
        const [event] = givenEvents([type, data])
        expect(event && describeEvent(event)).toMatchObject({
          text: null,
          name: null,
          requestId: null,
          items: [],
          stage: null,
        })
        expect(event && kindOf(event)).toBeTypeOf('string')
      }
    },
  )
})

describe('where the time went', () => {
  const spans = (...told: Told[]) =>
    spansOf(givenEvents(...told)).map(({ what, stepIndex, endMs }) => [what, stepIndex, endMs])

  it('is told stage by stage, the last one open while it goes on', () => {
    expect(
      spans(
        ['job.queued'],
        ['job.started', { attempt: 1 }],
        ['job.stage', { stage: 'upload', step_index: 0 }],
        ['job.message', { text: 'Hello' }],
        ['job.stage', { stage: 'instruct', step_index: 0 }],
      ),
    ).toEqual([
      ['queued', null, 1_000],
      ['session', null, 2_000],
      ['upload', 0, 4_000],
      ['instruct', 0, null],
    ])
  })

  it('counts blocks, and nothing between an end and what is asked later', () => {
    const story = [
      ['job.queued'],
      ['job.started'],
      ['job.blocked'],
      ['job.unblocked'],
      ['job.stage', { stage: 'render', step_index: 0 }],
      ['job.completed'],
      ['job.queued', { refine: true }],
      ['job.started'],
      ['job.stage', { stage: 'verify', step_index: 1 }],
      ['job.failed'],
    ] as const
    expect(spans(...story).map(([what]) => what)).toEqual([
      ...['queued', 'session', 'blocked', 'queued', 'render'],
      ...['queued', 'instruct', 'verify'],
    ])
    expect(sumSpans(spansOf(givenEvents(...story)), 0)).toEqual([
      { what: 'queued', ms: 3_000 },
      { what: 'session', ms: 1_000 },
      { what: 'blocked', ms: 1_000 },
      { what: 'render', ms: 1_000 },
      { what: 'instruct', ms: 1_000 },
      { what: 'verify', ms: 1_000 },
    ])
  })

  it('goes on at the stage that a retry begins with', () => {
    expect(spans(['job.queued', { retry: true, stage: 'render' }], ['job.started'])).toEqual([
      ['queued', null, 1_000],
      ['render', null, null],
    ])
  })
})
