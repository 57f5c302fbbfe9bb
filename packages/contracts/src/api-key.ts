import { z } from 'zod'
import { listOf, pageQuery } from './list.ts'
import { meaningfulText, NAME_CHARS, text, timestamp } from './text.ts'

/** What a key may be allowed to. `admin` includes the others. */
export const SCOPES = ['jobs:read', 'jobs:write', 'webhooks', 'admin'] as const
export type Scope = (typeof SCOPES)[number]

const scopes = z
  .array(z.enum(SCOPES))
  .min(1)
  .max(SCOPES.length)
  .refine((given) => new Set(given).size === given.length, {
    message: 'Each scope is named once',
    params: { code: 'duplicate_scope' },
  })
  .describe(
    '`jobs:read`: see batches, jobs, files, events. `jobs:write`: make and change them. `webhooks`: endpoints and deliveries. `admin`: all of these, and the keys, projects, accounts and audit log of the whole installation',
  )

export const newApiKeySchema = z
  .strictObject({
    name: meaningfulText(NAME_CHARS),
    scopes,
    project_id: text(1, 100).optional().describe('whose objects the key sees; not said: the project of the caller'),
  })
  .meta({ id: 'NewApiKey' })

export const apiKeySchema = z
  .object({
    id: z.string(),
    object: z.literal('api_key'),
    name: z.string(),
    prefix: z.string().describe('its first characters'),
    scopes: z.array(z.enum(SCOPES)),
    project_id: z.string(),
    last_used_at: timestamp.nullable().describe('to the minute'),
    created_at: timestamp,
  })
  .meta({ id: 'ApiKey' })
export type ApiKey = z.infer<typeof apiKeySchema>

export const createdApiKeySchema = apiKeySchema
  .extend({ key: z.string().describe('the key itself, this once') })
  .meta({ id: 'CreatedApiKey' })
export type CreatedApiKey = z.infer<typeof createdApiKeySchema>

export const apiKeyListSchema = listOf(apiKeySchema)
export const listApiKeysQuery = z.strictObject(pageQuery)
