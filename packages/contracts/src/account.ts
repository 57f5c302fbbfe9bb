import { z } from 'zod'
import { blockedSchema } from './job.ts'
import { listOf, pageQuery } from './list.ts'
import { meaningfulText, NAME_CHARS, timestamp } from './text.ts'

export const accountSchema = z
  .object({
    id: z.string(),
    object: z.literal('account'),
    name: z.string(),
    kind: z.enum(['anonymous', 'token']),
    status: z.enum(['ok', 'blocked']),
    blocked: blockedSchema.nullable(),
    blocked_since: timestamp.nullable().describe('null while it is not blocked'),
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
export const listAccountsQuery = z.strictObject({ ...pageQuery, status: z.enum(['ok', 'blocked']).optional() })

const maxActiveJobs = z.int().min(1).max(10_000).describe('jobs in flight on this account')
const token = z
  .string()
  .regex(/^[\x21-\x7e]{8,2000}$/, 'Must be 8 to 2000 visible ASCII characters')
  .describe('of NemoVideo; kept encrypted and never shown again')

export const newAccountSchema = z
  .strictObject({
    name: meaningfulText(NAME_CHARS),
    kind: z.enum(['anonymous', 'token']).optional().describe('not said: `token` with a token, else `anonymous`'),
    token: token.optional(),
    max_active_jobs: maxActiveJobs.optional().describe('not said: NEMO_MAX_ACTIVE_JOBS'),
  })
  .refine(({ kind, token: given }) => kind !== 'token' || given !== undefined, {
    path: ['token'],
    message: 'An account of the kind `token` needs one',
    params: { code: 'required' },
  })
  .refine(({ kind, token: given }) => kind !== 'anonymous' || given === undefined, {
    path: ['token'],
    message: 'An anonymous account has no token of its own',
    params: { code: 'token_not_allowed' },
  })
  .meta({ id: 'NewAccount' })

export const accountPatchSchema = z
  .strictObject({
    name: meaningfulText(NAME_CHARS).optional(),
    max_active_jobs: maxActiveJobs.optional(),
    token: token.optional().describe('takes the place of the one before, and ends a block for a rejected token'),
  })
  .meta({ id: 'AccountPatch' })
