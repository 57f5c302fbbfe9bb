import { z } from 'zod'
import { batchId, jobId } from './text.ts'

export const CHANGE_TOPICS = [
  'accounts',
  'webhook_endpoints',
  'webhook_deliveries',
  'api_keys',
  'projects',
  'audit_log',
  'workers',
] as const
export type ChangeTopic = (typeof CHANGE_TOPICS)[number]

/** Of batches, and of jobs, in one message. */
export const CHANGE_IDS_TOLD = 200

export const helloSchema = z
  .object({ object: z.literal('hello') })
  .meta({ id: 'Hello', description: 'The first message: every change that is committed from now on is told' })
export type Hello = z.infer<typeof helloSchema>

export const changesSchema = z
  .object({
    object: z.literal('changes'),
    batches: z.array(batchId).max(CHANGE_IDS_TOLD).describe('That have new events, with those of their jobs'),
    jobs: z.array(jobId).max(CHANGE_IDS_TOLD),
    has_more: z.boolean().describe('true: other batches and jobs have changed as well'),
    topics: z.array(z.enum(CHANGE_TOPICS)).describe('What else may have changed, of what the key may read'),
  })
  .meta({ id: 'Changes', description: 'Tells that something changed, never what' })
export type Changes = z.infer<typeof changesSchema>

export const changeMessageSchema = z
  .discriminatedUnion('object', [helloSchema, changesSchema])
  .meta({ id: 'ChangeMessage' })
