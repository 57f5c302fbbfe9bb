import { z } from 'zod'
import { blockedSchema } from './job.ts'
import { listOf, pageQuery } from './list.ts'
import { timestamp } from './text.ts'

export const accountSchema = z
  .object({
    id: z.string(),
    object: z.literal('account'),
    name: z.string(),
    kind: z.enum(['anonymous', 'token']),
    status: z.enum(['ok', 'blocked']),
    blocked: blockedSchema.nullable(),
    credits: z.object({
      available: z.int().nullable(),
      frozen: z.int().nullable(),
      total: z.int().nullable(),
      checked_at: timestamp.nullable(),
    }),
    expires_at: timestamp.nullable(),
    max_active_jobs: z.int(),
    active_jobs: z.int(),
  })
  .meta({ id: 'Account' })
export type Account = z.infer<typeof accountSchema>

export const accountListSchema = listOf(accountSchema)
export const listAccountsQuery = z.strictObject(pageQuery)
