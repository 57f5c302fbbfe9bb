import { z } from 'zod'
import { accountSchema } from './account.ts'
import { timelineSchema } from './job.ts'
import { MAX_INSTRUCTION_CHARS } from './new-job.ts'
import { meaningfulText } from './text.ts'

export const MESSAGE_ACTIONS = ['export', 'credits', 'status', 'upload', 'edit'] as const
export type MessageAction = (typeof MESSAGE_ACTIONS)[number]

/** What a person says to a job. */
export const newMessageSchema = z
  .strictObject({ text: meaningfulText(MAX_INSTRUCTION_CHARS).describe('in English or Chinese') })
  .meta({ id: 'NewMessage' })

export const messageAnswerSchema = z
  .object({
    action: z.enum(MESSAGE_ACTIONS).describe('what it was taken for'),
    reply: z.string().describe('for the person, in the language of the job'),
    step_index: z.int().optional().describe('of the step that works or renders now'),
    timeline: timelineSchema.nullable().optional().describe('to `status`'),
    credits: accountSchema.shape.credits.optional().describe('to `credits`: of the account, as far as it is known'),
  })
  .meta({ id: 'MessageAnswer' })
export type MessageAnswer = z.infer<typeof messageAnswerSchema>
