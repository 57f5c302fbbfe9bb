import type { Job } from '@nemo-batch/contracts'
import { expect } from 'vitest'
import { type Case, completes, fails } from './case.fixture.ts'

const rendered = (times: number) => ({ messages: 1, spent: 50, renders: times })
const isClean = ({ error }: Job): void => expect(error?.message).not.toMatch(/[\p{Cc}\p{Cs}]/u)

/** The edit is paid: nothing here sends it again, and a failure says that credits were spent. */
export const RENDERS: readonly Case[] = [
  {
    when: 'the first render fails: a second one is begun under a new id',
    markers: 'render_fail=1',
    ending: completes({ renders: 2 }),
  },
  {
    when: 'every render fails',
    markers: 'render_fail=9',
    ending: fails({ code: 'render_failed', stage: 'render', billed: true }, rendered(2)),
  },
  {
    when: 'every render fails for reasons that no database takes',
    markers: 'nasty_text]] [[sandbox:render_fail=9',
    ending: fails({ code: 'render_failed', stage: 'render', billed: true }, rendered(2)),
    also: isClean,
  },
  {
    when: 'a render never ends',
    markers: 'render_hang',
    ending: fails({ code: 'render_timeout', stage: 'render', billed: true }, rendered(1)),
  },
  { when: 'a render takes its time', markers: 'render_slow=1', ending: completes() },
  { when: 'a render is in a state that nobody has documented', markers: 'odd_render=3', ending: completes() },
  { when: 'the address of the video is gone', markers: 'output_gone', ending: completes() },
  ...['truncated', 'empty', 'html'].map(
    (kind): Case => ({
      when: `what is delivered is no video (${kind})`,
      markers: `bad_mp4=${kind}`,
      ending: fails({ code: 'output_invalid', stage: 'fetch', billed: true }, rendered(1)),
    }),
  ),
]
