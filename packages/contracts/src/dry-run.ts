import { z } from 'zod'
import { faultSchema } from './fault.ts'

const count = z.int().min(0)

/** What a request would make, were it not a dry run. */
export const dryRunSchema = z
  .object({
    object: z.literal('dry_run'),
    ok: z.boolean().describe('false when `errors` holds something'),
    jobs: count,
    messages: count.describe('instructions that would be sent to NEMO, one for each step'),
    media: z.object({
      total: count,
      looked_at: count.describe('different addresses'),
      not_looked_at: count.describe('addresses for which there was no time, or which were too many'),
    }),
    credits: z.object({ estimated: count.describe('50 for each message; a render costs nothing') }),
    estimated_seconds: count.describe(
      'until the last video is there, with all slots of the account free: by the median of the last jobs of this ' +
        'project, or, before there are any, by what NEMO says is typical',
    ),
    errors: z
      .array(faultSchema)
      .describe(
        'what is wrong with media, by their first place in the request: `media_unreachable`, `private_address`, ' +
          '`unsupported_file`, `empty_file`, `file_too_large`; at most 100',
      ),
    warnings: z.array(z.object({ code: z.string(), message: z.string() })),
  })
  .meta({ id: 'DryRun' })
export type DryRun = z.infer<typeof dryRunSchema>
