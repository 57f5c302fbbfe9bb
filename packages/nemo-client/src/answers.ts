import { sanitizeText } from '@nemo-batch/domain'
import { z } from 'zod'
import { NemoError } from './errors.ts'
import { type JsonRecord, toNumber } from './foreign-json.ts'

const LARGEST_NUMBER = 1e12

const number = z.preprocess(toNumber, z.number().min(-LARGEST_NUMBER).max(LARGEST_NUMBER))
const numberOrNull = number.nullable().catch(null)
const text = (maxLength: number) => z.string().transform((value) => sanitizeText(value, maxLength))
const textOrNull = (maxLength: number) => text(maxLength).nullable().catch(null)
const secret = z.string().regex(/^[\x21-\x7e]{1,4096}$/)
const id = z.preprocess(toId, z.string().regex(/^[^\p{Cc}\s]{1,300}$/u))
const httpUrl = z.string().max(8_192).refine(isHttpUrl)
const date = z.preprocess(toDate, z.date())

export const anonymousTokenAnswer = z.object({
  token: secret,
  user_id: id.nullable().catch(null),
  credits: number.catch(0),
  expires_at: date.nullable().catch(null),
})

export const sessionAnswer = z.object({ session_id: id, task_id: id, user_id: id.nullable().catch(null) })

export const claimAnswer = z.object({ claim_token: secret, expires_in: number.catch(0) })

export const uploadAnswer = z.object({
  files: z
    .array(
      z
        .object({
          filename: textOrNull(500),
          file_type: textOrNull(100),
          cdn_url: httpUrl.nullable().catch(null),
          width: numberOrNull,
          height: numberOrNull,
          duration: numberOrNull,
          fps: numberOrNull,
          hash: textOrNull(200),
        })
        // an entry that names nothing says nothing of what became of the file
        .refine(({ filename, cdn_url, hash }) => filename !== null || cdn_url !== null || hash !== null),
    )
    .max(1_000),
  session_state_applied: z.boolean().nullable().catch(null),
})

export const creditsAnswer = z.object({ available: number, frozen: number.catch(0), total: numberOrNull })

export const urlOrNull = httpUrl.nullable().catch(null)

/** Checks an answer's fields. What is missing or of a wrong type becomes `bad_answer`, naming the fields, not the values. */
export function parseAnswer<Schema extends z.ZodType>(
  schema: Schema,
  call: string,
  fields: JsonRecord,
): z.output<Schema> {
  const parsed = schema.safeParse(fields)
  if (parsed.success) return parsed.data
  const paths = [...new Set(parsed.error.issues.map((issue) => issue.path.join('.')))].slice(0, 10)
  throw new NemoError('bad_answer', `missing or wrong in the answer: ${paths.join(', ')}`, {
    call,
    accepted: 'unknown',
  })
}

function isHttpUrl(value: string): boolean {
  if (!URL.canParse(value)) return false
  const { protocol, username, password } = new URL(value)
  return (protocol === 'http:' || protocol === 'https:') && username === '' && password === ''
}

/** Ids are text; long ones that came as numbers keep all their digits. */
function toId(value: unknown): unknown {
  return typeof value === 'number' || JSON.isRawJSON(value) ? JSON.stringify(value) : value
}

/** ISO text, or a Unix time in seconds or milliseconds. */
function toDate(value: unknown): unknown {
  const time = toNumber(value)
  if (time !== null) return new Date(time < 1e11 ? time * 1_000 : time)
  return typeof value === 'string' ? new Date(value) : value
}
