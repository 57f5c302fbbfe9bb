import type { CallName } from '@nemo-batch/sandbox'
import { ALWAYS, type Answer, afterTaken, type Case, completes, fails, onCall, wordsFor } from './case.fixture.ts'

const LOST: readonly Answer[] = [
  { kind: 'nemo_code', code: 1002 },
  { kind: 'status', status: 404, code: 1002 },
]
const TWO_STEPS = [{ instruction: 'make a 2-second video', render: false }, { instruction: 'add the title "Spring"' }]
const BEFORE_THE_MESSAGE: readonly (readonly [name: string, call: CallName])[] = [
  ['the upload', 'upload'],
  ['the look at the draft', 'state'],
  ['the message', 'message'],
]

const LOST_SESSIONS: readonly Case[] = [
  ...BEFORE_THE_MESSAGE.flatMap(([name, call]) =>
    LOST.map(
      (answer): Case => ({
        when: `the session is lost at ${name} (${wordsFor(answer)}): it starts over once, at no cost`,
        // answered once the upload has come whole: an answer to half of it can be lost, and is then asked for again
        faults: [onCall(call, call === 'upload' ? afterTaken(answer) : answer)],
        ending: completes({ sessions: 2 }),
      }),
    ),
  ),
  {
    when: 'the session is lost after the message: it starts over once, and says that this is paid again',
    faults: [onCall('state', { kind: 'nemo_code', code: 1002 }, { skip: 1 })],
    ending: completes({ sessions: 2, messages: 2, spent: 100, warnings: ['billed_again'] }),
  },
  {
    when: 'the session is lost at the render: it starts over once, and says that this is paid again',
    faults: [onCall('render_submit', { kind: 'nemo_code', code: 1002 })],
    ending: completes({ sessions: 2, messages: 2, spent: 100, warnings: ['billed_again'] }),
  },
  {
    when: 'the session is lost at the second step: both are done again in a new one',
    faults: [onCall('message', { kind: 'nemo_code', code: 1002 }, { skip: 1 })],
    job: { steps: TWO_STEPS },
    ending: completes({ sessions: 2, messages: 3, spent: 150, warnings: ['billed_again'] }),
  },
  {
    when: 'the session is lost by the instruction itself, twice',
    markers: 'session_lost=2',
    job: { instruction: 'make a 2-second video, twice lost' },
    ending: completes({ sessions: 3 }),
  },
  {
    when: 'each of its sessions is lost at the upload',
    faults: [onCall('upload', { kind: 'nemo_code', code: 1002 }, ALWAYS)],
    ending: fails({ code: 'session_lost', stage: 'upload', billed: false, nemo_code: 1002 }, { sessions: 5 }),
  },
  {
    when: 'each of its sessions is lost at the message',
    markers: 'session_lost=1000',
    job: { instruction: 'make a 2-second video, always lost' },
    ending: fails({ code: 'session_lost', stage: 'instruct', billed: false, nemo_code: 1002 }, { sessions: 5 }),
  },
  {
    when: 'its session is lost and it was to fail then',
    faults: [onCall('upload', { kind: 'nemo_code', code: 1002 }, ALWAYS)],
    job: { on_session_lost: 'fail' },
    ending: fails({ code: 'session_lost', stage: 'upload', billed: false, nemo_code: 1002 }),
  },
  {
    when: 'its session is lost after the message and it was to fail then',
    faults: [onCall('state', { kind: 'nemo_code', code: 1002 }, { skip: 1 })],
    job: { on_session_lost: 'fail' },
    ending: fails({ code: 'session_lost', stage: 'verify', billed: 'unknown', nemo_code: 1002 }, { messages: 1 }),
  },
  {
    when: 'its session is lost at the render and it was to fail then',
    faults: [onCall('render_submit', { kind: 'nemo_code', code: 1002 })],
    job: { on_session_lost: 'fail' },
    ending: fails({ code: 'session_lost', stage: 'render', billed: true, nemo_code: 1002 }, { messages: 1, spent: 50 }),
  },
]

const REFUSED_FILES: readonly Case[] = [
  ...[{ kind: 'nemo_code', code: 4001 } as const, { kind: 'status', status: 415 } as const].map(
    (answer): Case => ({
      when: `the provider does not take the type of a photo (${wordsFor(answer)})`,
      faults: [onCall('upload', answer, ALWAYS)],
      ending: fails({
        code: 'unsupported_file',
        stage: 'upload',
        billed: false,
        nemo_code: 4001,
        message: /coins\.jpg.*image\/jpeg/,
      }),
    }),
  ),
  ...[{ kind: 'nemo_code', code: 4002 } as const, { kind: 'status', status: 413 } as const].map(
    (answer): Case => ({
      when: `a photo is too large for the provider (${wordsFor(answer)})`,
      faults: [onCall('upload', answer, ALWAYS)],
      ending: fails({
        code: 'file_too_large',
        stage: 'upload',
        billed: false,
        nemo_code: 4002,
        message: /coins\.jpg.*[1-9][\d.]* (kB|KB|MB)/,
      }),
    }),
  ),
]

export const SESSIONS_AND_FILES: readonly Case[] = [...LOST_SESSIONS, ...REFUSED_FILES]
