import path from 'node:path'
import { BLOCK_REASONS, BLOCKS, JOB_ERROR_CODES, JOB_ERRORS, STAGES } from '@nemo-batch/domain'
import { NEMO_ERROR_TABLE } from '../../apps/worker/src/flow/decide-on-error.ts'
import { cell, table, writePage } from './page.ts'

/** `npm run docs`: writes docs/errors.md from the tables that decide what becomes of a job. */
export const ERRORS_PAGE = path.join(import.meta.dirname, '../../docs/errors.md')

const FIELDS = [
  ['`code`', 'one of those below; it never changes its meaning'],
  ['`message`', 'what happened, with names and numbers'],
  ['`action`', 'what to do about it'],
  ['`nemo_code`', "NEMO's own number, when it gave one"],
  ['`stage`', `where: ${STAGES.map((stage) => `\`${stage}\``).join(', ')}`],
  ['`retryable`', 'whether trying again can help'],
  ['`billed`', 'whether credits were spent on the job: `true`, `false`, `"unknown"`'],
  ['`fix_by`', 'who must act: `caller` (the shop), `operator` (of this service), `provider` (NEMO)'],
]

const INTRODUCTION = `# Errors

What a failed or blocked job says, what a retry of it does, and what NEMO says behind it.

<!-- Written by scripts/docs/errors.ts from packages/domain/src/error-codes.ts and apps/worker/src/flow/decide-on-error.ts: change it there. -->

A failed job has an \`error\`:

${table(['field', 'meaning'], FIELDS)}
\`billed: "unknown"\` means that an instruction was out and nobody could see what became of it. It is never sent again by
itself; a person decides.

## Codes
`

export function errorsPage(): string {
  const codes = JOB_ERROR_CODES.map((code) => {
    const { means, action, retry, retryable, fixBy } = JOB_ERRORS[code]
    return `\n### \`${code}\`\n\n${means}\n\n${table(
      ['', ''],
      [
        ['what to do', cell(action)],
        ['who', fixBy],
        ['retryable', retryable ? 'yes' : 'no'],
        ['what a retry does', cell(retry)],
      ],
    )}`
  })
  const blocks = BLOCK_REASONS.map((reason) => {
    const { means, waits, ends } = BLOCKS[reason]
    return [`\`${reason}\``, means, waits, ends].map(cell)
  })
  const nemo = Object.values(NEMO_ERROR_TABLE).map(({ says, becomes }) => [cell(says), cell(becomes)])
  return `${INTRODUCTION}${codes.join('')}
## Blocked jobs

A job that cannot go on because of its account waits, with \`blocked: {"reason", "message", "action_url"}\`. It never fails
of that, and goes on in the stage it was in.

${table(['reason', 'meaning', 'what waits', 'how it ends'], blocks)}
## What NEMO says, and what becomes of the job

The message itself is never tried again: an answer that says so (429, 1001, 1002, 2001, 402) counts as refused, and sending
it later is right; anything else that breaks is settled by reading the draft.

${table(['NEMO says', 'what becomes of the job'], nemo)}`
}

if (import.meta.main) await writePage(ERRORS_PAGE, errorsPage())
