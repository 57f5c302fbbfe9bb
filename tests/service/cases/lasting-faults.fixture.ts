import { ALWAYS, type Case, fails, onCall } from './case.fixture.ts'

const OUTAGE = { kind: 'status', status: 503 } as const
const PAID = { messages: 1, spent: 50 } as const
const RENDERED = { ...PAID, renders: 1 } as const

/** Tries are used up after half a minute; how far the job came, and what it cost by then, is told. */
export const LASTING_FAULTS: readonly Case[] = [
  {
    when: 'no session can be opened (503)',
    faults: [onCall('open_session', OUTAGE, ALWAYS)],
    ending: fails({ code: 'nemo_unavailable', stage: 'session', billed: false, nemo_code: 503 }, { sessions: 0 }),
  },
  {
    when: 'sessions are answered with a login page',
    faults: [onCall('open_session', { kind: 'html' }, ALWAYS)],
    ending: fails({ code: 'nemo_unavailable', stage: 'session', billed: false, message: /JSON/ }, { sessions: 0 }),
  },
  {
    when: 'sessions are refused for a reason nobody has documented',
    faults: [onCall('open_session', { kind: 'status', status: 418, message: 'a teapot' }, ALWAYS)],
    ending: fails(
      { code: 'nemo_unavailable', stage: 'session', billed: false, nemo_code: 418, message: /teapot/ },
      { sessions: 0 },
    ),
  },
  {
    when: 'no photo can be uploaded (connection reset)',
    faults: [onCall('upload', { kind: 'reset' }, ALWAYS)],
    ending: fails({ code: 'nemo_unavailable', stage: 'upload', billed: false }),
  },
  {
    when: 'the draft cannot be read before the message (500)',
    faults: [onCall('state', { kind: 'status', status: 500 }, ALWAYS)],
    ending: fails({ code: 'nemo_unavailable', stage: 'instruct', billed: false, nemo_code: 500 }),
  },
  {
    when: 'the draft cannot be read after the message (no JSON)',
    faults: [onCall('state', { kind: 'garbage' }, { ...ALWAYS, skip: 1 })],
    ending: fails({ code: 'nemo_unavailable', stage: 'verify', billed: 'unknown' }, { messages: 1 }),
  },
  {
    when: 'the draft is answered with wrong types',
    faults: [onCall('state', { kind: 'wrong_types' }, ALWAYS)],
    ending: fails({ code: 'nemo_unavailable', stage: 'instruct', billed: false }),
  },
  {
    when: 'no render can be submitted (503)',
    faults: [onCall('render_submit', OUTAGE, ALWAYS)],
    ending: fails({ code: 'nemo_unavailable', stage: 'render', billed: true, nemo_code: 503 }, PAID),
  },
  {
    when: 'no render can be looked at (502)',
    faults: [onCall('render_poll', { kind: 'status', status: 502 }, ALWAYS)],
    ending: fails({ code: 'nemo_unavailable', stage: 'render', billed: true, nemo_code: 502 }, RENDERED),
  },
  {
    when: 'the video can be had from nowhere (503)',
    faults: [onCall('output', OUTAGE, ALWAYS), onCall('render_download', OUTAGE, ALWAYS)],
    ending: fails({ code: 'nemo_unavailable', stage: 'fetch', billed: true, nemo_code: 503 }, RENDERED),
  },
]
