import { JOB_ERROR_CODES } from '@nemo-batch/domain'
import { z } from 'zod'

/** The body of a request that says all by its address; none at all is as good. */
export const emptyBodySchema = z.strictObject({})

export const retryBatchSchema = z
  .strictObject({
    codes: z
      .array(z.enum(JOB_ERROR_CODES))
      .min(1)
      .max(JOB_ERROR_CODES.length)
      .optional()
      .describe('only failed jobs with these error codes'),
    dry_run: z.boolean().optional().describe('tells what would be retried and changes nothing'),
  })
  .meta({ id: 'RetryBatch' })

export const retryEstimateSchema = z
  .object({
    object: z.literal('retry_estimate'),
    jobs: z.int().min(0),
    credits: z.int().min(0).describe('that these jobs would still have to pay, by the price list of NEMO'),
  })
  .meta({ id: 'RetryEstimate' })
export type RetryEstimate = z.infer<typeof retryEstimateSchema>
