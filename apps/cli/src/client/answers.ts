/**
 * What this program reads of the service's answers, and no more, looser than the contract that the service itself is
 * held to: a newer service may bring statuses and codes that this program does not know, and a foreign server at the
 * address is still told apart from ours.
 */
import { z } from 'zod'

export const fileAnswer = z.object({ id: z.string(), filename: z.string().nullable().optional() })

export const batchAnswer = z.object({
  id: z.string(),
  name: z.string().nullable().optional(),
  status: z.string(),
  counts: z.object({
    total: z.number(),
    completed: z.number(),
    failed: z.number(),
    canceled: z.number(),
  }),
})
export type BatchAnswer = z.infer<typeof batchAnswer>

const jobError = z.object({
  code: z.string(),
  message: z.string(),
  action: z.string().nullable().optional(),
  billed: z.union([z.boolean(), z.string()]).optional(),
})

export const jobAnswer = z.object({
  id: z.string(),
  reference: z.string().nullable().optional(),
  status: z.string(),
  steps: z.array(z.unknown()).optional(),
  error: jobError.nullable().optional(),
  video: z.object({ sha256: z.string().optional(), bytes: z.number().optional() }).nullable().optional(),
  credits: z.object({ spent: z.number() }).nullable().optional(),
})
export type JobAnswer = z.infer<typeof jobAnswer>

export const apiKeyAnswer = z.object({
  id: z.string(),
  name: z.string(),
  prefix: z.string(),
  scopes: z.array(z.string()),
  project_id: z.string(),
  last_used_at: z.string().nullable(),
  created_at: z.string(),
})
export type ApiKeyAnswer = z.infer<typeof apiKeyAnswer>

export const createdApiKeyAnswer = apiKeyAnswer.extend({ key: z.string() })
export type CreatedApiKeyAnswer = z.infer<typeof createdApiKeyAnswer>

export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ data: z.array(item), has_more: z.boolean(), next_cursor: z.string().nullable() })

export const eventAnswer = z.object({
  id: z.string(),
  type: z.string(),
  seq: z.number(),
  batch_id: z.string().nullable().optional(),
  job_id: z.string().nullable().optional(),
  data: z.record(z.string(), z.unknown()).default({}),
})
export type EventAnswer = z.infer<typeof eventAnswer>

export const problemAnswer = z.object({
  title: z.string().optional(),
  detail: z.string().optional(),
  code: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
})
