import { expect } from 'vitest'
import { type Answer, afterTaken, type Case, completes, fails, onCall, wordsFor } from './case.fixture.ts'

const BROKEN: readonly Answer[] = [
  { kind: 'status', status: 500 },
  { kind: 'status', status: 502 },
  { kind: 'status', status: 503 },
  { kind: 'reset' },
  { kind: 'html' },
  { kind: 'hang' },
]
/** An event stream that says nothing anybody could read, and ends. */
const EMPTY_STREAMS: readonly Answer[] = [
  { kind: 'garbage' },
  { kind: 'wrong_types' },
  { kind: 'wrong_types', as: 'huge_numbers' },
]
const REFUSED: readonly Answer[] = [
  { kind: 'status', status: 429 },
  { kind: 'status', status: 429, retry_after_seconds: 1 },
  { kind: 'nemo_code', code: 429 },
  { kind: 'status', status: 401 },
  { kind: 'nemo_code', code: 1001 },
]

const NOBODY_KNOWS = { stage: 'verify', billed: 'unknown' } as const

/** The paid call: sent once, whatever becomes of its answer. */
export const MESSAGE_FAULTS: readonly Case[] = [
  ...REFUSED.map(
    (answer): Case => ({
      when: `the message is refused once with ${wordsFor(answer)}`,
      faults: [onCall('message', answer)],
      ending: completes(),
    }),
  ),
  ...[...BROKEN, ...EMPTY_STREAMS].map(
    (answer): Case => ({
      when: `the message was taken and answered with ${wordsFor(answer)}`,
      faults: [onCall('message', afterTaken(answer))],
      ending: completes(),
      also: ({ steps }) => expect(steps[0]?.changes.length).toBeGreaterThan(0),
    }),
  ),
  ...BROKEN.map(
    (answer): Case => ({
      when: `the message was not taken and answered with ${wordsFor(answer)}`,
      faults: [onCall('message', answer)],
      ending: fails({ code: 'outcome_unknown', ...NOBODY_KNOWS }),
    }),
  ),
  ...EMPTY_STREAMS.map(
    (answer): Case => ({
      when: `the message was not taken and answered with a stream of ${wordsFor(answer)}`,
      faults: [onCall('message', answer)],
      ending: fails({ code: 'no_change', ...NOBODY_KNOWS }),
    }),
  ),
  {
    when: 'the message of the second step was not taken, and its connection was reset: the first one stays paid',
    faults: [onCall('message', { kind: 'reset' }, { skip: 1 })],
    job: { steps: [{ instruction: 'make a 2-second video', render: false }, { instruction: 'make it 3 seconds' }] },
    ending: fails({ code: 'outcome_unknown', ...NOBODY_KNOWS }, { messages: 1, spent: 50 }),
  },
  {
    when: 'the message is refused for a reason nobody has documented, once',
    faults: [onCall('message', { kind: 'status', status: 409 })],
    ending: completes(),
  },
]
