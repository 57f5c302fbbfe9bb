import { z } from 'zod'
import { fileId, meaningfulText, text } from './text.ts'

export const MAX_INSTRUCTION_CHARS = 4_000
export const MAX_REFERENCE_CHARS = 200
export const MAX_NAME_CHARS = 200
export const MAX_URL_CHARS = 2_048
export const MAX_FILENAME_CHARS = 255
export const MAX_MEDIA_PER_STEP = 100
export const MAX_STEPS_PER_JOB = 50
export const MAX_METADATA_KEYS = 50
export const MAX_METADATA_KEY_CHARS = 100
export const MAX_METADATA_VALUE_CHARS = 1_000

export const DEFAULT_LANGUAGE = 'en'
export const PRIORITIES = ['low', 'normal', 'high'] as const
export const VIDEO_QUALITIES = ['low', 'medium', 'high'] as const
export const ON_SESSION_LOST = ['restart', 'fail'] as const

/** A field that a later version takes. Only the values that ask for nothing are accepted; the rest is refused, never ignored. */
export const notYet = (field: string, ...neutral: readonly unknown[]) =>
  z
    .unknown()
    .refine((value) => value === undefined || neutral.includes(value), {
      message: `\`${field}\` is not supported yet; leave it out`,
      params: { code: 'not_supported_yet' },
    })
    .optional()
    .describe('not supported yet')

export const instructionSchema = meaningfulText(MAX_INSTRUCTION_CHARS).describe('what NEMO shall do, in words')

/** BCP 47, as far as NEMO tells languages apart: `en`, `zh-CN`, `sr-Latn-RS`. */
export const languageSchema = z.string().regex(/^[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?$/, {
  error: 'Must be a language tag such as "en" or "zh-CN"',
})

export const outputSchema = z.strictObject({
  format: z.literal('mp4').default('mp4'),
  quality: z.enum(VIDEO_QUALITIES).default('high'),
})

export const onSessionLostSchema = z
  .enum(ON_SESSION_LOST)
  .describe('when NEMO loses the session: start over in a new one, which is paid again, or fail the job; restart')

const metadataValue = z.union([text(0, MAX_METADATA_VALUE_CHARS), z.number(), z.boolean(), z.null()], {
  error: 'Must be a text, a number, a boolean or null',
})
export const metadataSchema = z
  .record(text(1, MAX_METADATA_KEY_CHARS), metadataValue)
  .refine((metadata) => Object.keys(metadata).length <= MAX_METADATA_KEYS, {
    message: `At most ${MAX_METADATA_KEYS} keys`,
    params: { code: 'too_big' },
  })
  .describe('kept and given back; at most 50 keys')

/** The address of a photo, a file sent earlier, or (multipart only) one sent along, by its file name. */
export const mediaItemSchema = z.union(
  [
    text(1, MAX_URL_CHARS).meta({ description: 'an http or https URL', format: 'uri' }),
    z.strictObject({ file_id: fileId }),
    z.strictObject({ file: text(1, MAX_FILENAME_CHARS).describe('multipart only: the file name of a part') }),
  ],
  { error: 'Must be a URL, {"file_id": "…"} or, in a multipart request, {"file": "…"}' },
)
export type MediaItem = z.infer<typeof mediaItemSchema>

const mediaSchema = z.array(mediaItemSchema).min(1).max(MAX_MEDIA_PER_STEP)

export const newStepSchema = z.strictObject({
  instruction: instructionSchema,
  media: mediaSchema.optional(),
  render: z.boolean().optional().describe('the last step renders unless it says no, the others if they say so'),
})

export const severalStepsSchema = z.strictObject({ steps: z.array(newStepSchema).min(1).max(MAX_STEPS_PER_JOB) })

/** The body of `POST /v1/jobs/:id/steps`. */
export const newStepsSchema = z
  .union([newStepSchema, severalStepsSchema])
  .describe('one step, or several in order; files are named by their `file_id`')
  .meta({ id: 'NewSteps' })

/** One element of `jobs`, and the body of `POST /v1/jobs`. */
export const newJobSchema = z
  .strictObject({
    reference: text(1, MAX_REFERENCE_CHARS).nullish().describe('your own name for it, unique within its batch'),
    media: mediaSchema.optional().describe('1–100 photos or clips, for the first step'),
    instruction: instructionSchema.optional().describe('short for one rendered step'),
    steps: z.array(newStepSchema).min(1).max(MAX_STEPS_PER_JOB).optional(),
    language: languageSchema.optional(),
    priority: z.enum(PRIORITIES).optional(),
    output: outputSchema.optional(),
    on_session_lost: onSessionLostSchema.optional(),
    metadata: metadataSchema.optional(),
    max_credits: notYet('max_credits', null),
    reuse: notYet('reuse', null, false),
    scheduled_at: notYet('scheduled_at', null),
  })
  .meta({ id: 'NewJob' })
export type NewJob = z.infer<typeof newJobSchema>
