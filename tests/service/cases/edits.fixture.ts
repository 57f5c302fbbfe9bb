import type { Job } from '@nemo-batch/contracts'
import { expect } from 'vitest'
import { type Case, completes, fails } from './case.fixture.ts'

const NOBODY_KNOWS = { stage: 'verify', billed: 'unknown' } as const
const tellsChanges = ({ steps }: Job): void => {
  expect(steps[0]?.changes.length).toBeGreaterThan(0)
  for (const change of steps[0]?.changes ?? []) expect(change).toMatch(/\w+ \S+/)
}

/** What the event stream says or keeps to itself; what counts is the draft. */
export const EDITS: readonly Case[] = [
  {
    when: 'the edit ends without a word: what changed is told in words',
    markers: 'silent',
    ending: completes(),
    also: (job) => {
      expect(job.steps[0]?.reply).toMatch(/^Added .+ s\.$/)
      tellsChanges(job)
    },
  },
  ...[0, 1, 2, 3].map(
    (events): Case => ({
      when: `the stream breaks after ${events} events`,
      markers: `drop_stream=${events}`,
      ending: completes(),
      also: tellsChanges,
    }),
  ),
  {
    when: 'the stream goes quiet while the edit is done',
    markers: 'hang',
    ending: completes(),
    also: tellsChanges,
  },
  {
    when: 'the edit takes its time and the stream says only that it is alive',
    markers: 'slow=1',
    ending: completes(),
  },
  {
    when: 'the title comes after the stream has ended: it is waited for',
    markers: 'two_stage=0.05',
    job: { instruction: 'make a 2-second video with the title "Spring"' },
    ending: completes(),
    also: ({ timeline }) => expect(timeline?.tracks.map(({ type }) => type)).toEqual(['video', 'text']),
  },
  {
    when: 'the reply ends with a passing complaint: that is noise',
    markers: 'temporary_issue',
    ending: completes(),
    also: ({ steps }) => {
      expect(steps[0]?.reply).toMatch(/\w/)
      expect(steps[0]?.reply).not.toMatch(/temporary issue/i)
    },
  },
  ...['nasty_text', 'nasty_text=1'].map(
    (markers): Case => ({
      when: `reply and names hold what no database takes (${markers})`,
      markers,
      ending: completes(),
      also: (job) => {
        const json = JSON.stringify(job)
        expect(json.length).toBeLessThan(500_000)
        expect(json).not.toMatch(/\\u0000|\\ud[89a-f]/i)
      },
    }),
  ),
  {
    when: 'the message is answered 429 at first',
    markers: 'rate_limit=1',
    ending: completes(),
  },
  {
    when: 'the reply claims success and nothing changed',
    markers: 'no_change',
    ending: fails({ code: 'no_change', ...NOBODY_KNOWS }, { messages: 1 }),
  },
  {
    when: 'the draft has nothing to export',
    markers: 'empty_draft',
    ending: fails({ code: 'empty_draft', stage: 'verify', billed: true }, { messages: 1, spent: 50 }),
  },
  {
    when: 'there are heartbeats and nothing else',
    markers: 'heartbeats',
    ending: fails({ code: 'instruction_timeout', ...NOBODY_KNOWS }, { messages: 1 }),
  },
  {
    when: 'the stream reports an error',
    markers: 'stream_error',
    ending: fails({ code: 'outcome_unknown', ...NOBODY_KNOWS, message: /the agent failed/ }, { messages: 1 }),
  },
  {
    when: 'the message is answered 500 and was not taken',
    markers: 'http_500=1',
    ending: fails({ code: 'outcome_unknown', ...NOBODY_KNOWS }),
  },
]
