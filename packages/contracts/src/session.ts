import { z } from 'zod'
import { SCOPES } from './api-key.ts'
import { text, timestamp } from './text.ts'

export const newSessionSchema = z
  .strictObject({ key: text(1, 200).describe('an API key, or the admin key of the settings') })
  .meta({ id: 'NewSession' })

export const sessionSchema = z
  .object({
    object: z.literal('session'),
    key: z
      .object({
        id: z.string().nullable().describe('null: the admin key of the settings'),
        name: z.string(),
        prefix: z.string().nullable(),
      })
      .describe('the key that it acts as'),
    project: z.object({ id: z.string(), name: z.string() }),
    scopes: z.array(z.enum(SCOPES)),
    csrf_token: z.string().describe('goes along in `X-CSRF-Token` with everything but `GET` and `HEAD`'),
    created_at: timestamp,
    expires_at: timestamp.describe('unless it is used until then, and then at the latest seven days after it began'),
  })
  .meta({ id: 'Session' })
export type Session = z.infer<typeof sessionSchema>
