import { z } from 'zod'
import { CALL_NAMES } from '../call-log.ts'

const LONGEST_MESSAGE = 16 * 1024 * 1024

const message = z.string().max(LONGEST_MESSAGE).optional()
/** Whether the call is carried out: `before: 'taken'`, which is what is meant when neither is said, or not. */
const moment = { before: z.literal('taken').optional(), after: z.literal('taken').optional() }

const answerSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('status'),
    status: z.number().int().min(300).max(599),
    code: z.number().int().optional(),
    message,
    retry_after_seconds: z.number().int().min(0).max(86_400).optional(),
    ...moment,
  }),
  z.strictObject({ kind: z.literal('nemo_code'), code: z.number().int(), message, ...moment }),
  z.strictObject({ kind: z.literal('html'), ...moment }),
  z.strictObject({ kind: z.literal('garbage'), ...moment }),
  z.strictObject({
    kind: z.literal('wrong_types'),
    as: z.enum(['objects', 'huge_numbers', 'nasty_texts']).default('objects'),
    ...moment,
  }),
  z.strictObject({ kind: z.literal('reset'), ...moment }),
  z.strictObject({ kind: z.literal('hang'), ...moment }),
  z.strictObject({ kind: z.literal('backwards') }),
])

export const scriptedFaultSchema = z
  .strictObject({
    call: z.enum(CALL_NAMES),
    times: z.number().int().min(1).max(1_000_000).default(1),
    skip: z.number().int().min(0).max(1_000_000).default(0),
    session_id: z.string().max(200).optional(),
    render_id: z.string().max(200).optional(),
    language: z.string().max(35).optional(),
    answer: answerSchema,
  })
  .refine(({ call, answer }) => answer.kind !== 'backwards' || call === 'state' || call === 'render_poll', {
    path: ['answer', 'kind'],
    error: 'only a state or a render_poll can go backwards',
  })
  .refine(({ answer }) => !('after' in answer && answer.after && answer.before), {
    path: ['answer', 'after'],
    error: 'either before or after',
  })

/**
 * What `times` calls of one name are answered, after `skip` others of it were let pass; calls of one session or render
 * alone when their id is given, or of the sessions that are opened in one language. `answer.after: 'taken'` carries the call out first, and charges for it.
 */
export type ScriptedFault = z.input<typeof scriptedFaultSchema>
export type CheckedFault = z.output<typeof scriptedFaultSchema>
export type ScriptedAnswer = CheckedFault['answer']

export const isAfterTaken = (answer: ScriptedAnswer): boolean => 'after' in answer && answer.after === 'taken'
