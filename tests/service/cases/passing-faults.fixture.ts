import type { CallName } from '@nemo-batch/sandbox'
import { expect } from 'vitest'
import { type Answer, afterTaken, type Case, completes, onCall, wordsFor } from './case.fixture.ts'

const OUTAGES = [
  { kind: 'status', status: 500 },
  { kind: 'status', status: 502 },
  { kind: 'status', status: 503 },
  { kind: 'reset' },
] as const satisfies readonly Answer[]

const NONSENSE = [{ kind: 'html' }, { kind: 'garbage' }, { kind: 'wrong_types' }] as const satisfies readonly Answer[]

const REFUSALS = [
  { kind: 'status', status: 429 },
  { kind: 'status', status: 429, retry_after_seconds: 1 },
  { kind: 'nemo_code', code: 429 },
  { kind: 'status', status: 401 },
  { kind: 'nemo_code', code: 1001 },
] as const satisfies readonly Answer[]

const ALL: readonly Answer[] = [...OUTAGES, ...NONSENSE, ...REFUSALS]

type Place = { readonly name: string; readonly call: CallName; readonly skip?: number; readonly markers?: string }

const SAFE_PLACES: readonly Place[] = [
  { name: 'the opening of the session', call: 'open_session' },
  { name: 'the upload', call: 'upload' },
  { name: 'the look at the draft before the message', call: 'state' },
  { name: 'the look at the draft after the message', call: 'state', skip: 1 },
  { name: 'the submission of the render', call: 'render_submit' },
  { name: 'a look at the render', call: 'render_poll' },
  { name: "the provider's own download", call: 'render_download', markers: 'output_gone' },
]

const oneAt = ({ name, call, skip = 0, markers }: Place, answer: Answer): Case => ({
  when: `${name} is answered once with ${wordsFor(answer)}`,
  faults: [onCall(call, answer, { skip })],
  ...(markers === undefined ? {} : { markers }),
  ending: completes(),
})

const LOST_ANSWERS: readonly Answer[] = [{ kind: 'status', status: 502 }, { kind: 'reset' }, { kind: 'html' }]

/** What passes by itself costs nothing and is not told of: the job completes as if nothing had been. */
export const PASSING_FAULTS: readonly Case[] = [
  ...SAFE_PLACES.flatMap((place) => ALL.map((answer) => oneAt(place, answer))),
  // a foreign address: it knows neither our token nor its number
  ...[...OUTAGES, ...NONSENSE, { kind: 'status', status: 404 } as const].map((answer) =>
    oneAt({ name: 'the address of the video', call: 'output' }, answer),
  ),
  ...LOST_ANSWERS.flatMap((answer): Case[] => [
    {
      when: `a session was opened and its answer is lost to ${wordsFor(answer)}, another one is opened`,
      faults: [onCall('open_session', afterTaken(answer))],
      ending: completes({ sessions: 2 }),
    },
    {
      when: `a photo was taken and its answer is lost to ${wordsFor(answer)}, it is not sent again`,
      faults: [onCall('upload', afterTaken(answer))],
      ending: completes(),
    },
    {
      when: `a render was begun and its answer is lost to ${wordsFor(answer)}, it is not begun again`,
      faults: [onCall('render_submit', afterTaken(answer))],
      ending: completes(),
    },
  ]),
  ...(['huge_numbers', 'nasty_texts'] as const).flatMap((as): Case[] =>
    (['open_session', 'state', 'render_submit', 'render_poll'] as const).map((call) => ({
      when: `${call} is answered once with ${wordsFor({ kind: 'wrong_types', as })}`,
      faults: [onCall(call, { kind: 'wrong_types', as })],
      ending: completes(),
    })),
  ),
  ...[...ALL, { kind: 'nemo_code', code: 1002 } as const, { kind: 'hang' } as const].map(
    (answer): Case => ({
      when: `the claim link is answered with ${wordsFor(answer)}: it goes on without one`,
      faults: [onCall('claim_link', answer)],
      ending: completes(),
      also: ({ nemo }) => expect(nemo.claim_url).toBeNull(),
    }),
  ),
  ...(['open_session', 'state', 'render_poll'] as const).map(
    (call): Case => ({
      when: `${call} is answered once with nothing at all`,
      faults: [onCall(call, { kind: 'hang' })],
      ending: completes(),
    }),
  ),
  {
    when: 'a render that was submitted is not known to the provider: the same id is submitted again',
    faults: [onCall('render_poll', { kind: 'status', status: 404 })],
    ending: completes(),
  },
  {
    when: 'the draft that is read after the message is the one before it',
    faults: [onCall('state', { kind: 'backwards' }, { skip: 1, times: 2 })],
    ending: completes(),
  },
  {
    when: 'looks at the render go backwards',
    faults: [onCall('render_poll', { kind: 'backwards' }, { times: 3 })],
    ending: completes(),
  },
]
