import { STAGE_TIMES_OF_JOBS, STAGES } from '@nemo-batch/domain'
import { z } from 'zod'
import { timestamp } from './text.ts'
import { spanQuery } from './time-span.ts'

const count = z.int().min(0)

export const statsSchema = z
  .object({
    object: z.literal('stats'),
    from: timestamp.describe('widened to whole intervals, as `to` is'),
    to: timestamp,
    interval_seconds: z.int().positive().describe('chosen so that there are between 24 and 100 of them'),
    throughput: z
      .array(
        z.object({
          at: timestamp.describe('when the interval begins'),
          completed: count,
          failed: count,
          canceled: count,
          credits: count.describe('that the jobs which ended then have spent, in all their attempts'),
        }),
      )
      .describe('jobs by when and how they ended last, interval by interval, those without any too'),
    totals: z.object({
      completed: count,
      failed: count,
      canceled: count,
      failure_rate: z.number().min(0).max(1).nullable().describe('of what completed or failed; null: nothing did'),
      credits: count,
    }),
    stages: z
      .array(
        z.object({
          stage: z.enum(STAGES),
          count: count.describe('jobs that were in it'),
          median_ms: count,
          p90_ms: count,
        }),
      )
      .describe(
        `how long the latest ${STAGE_TIMES_OF_JOBS} jobs that completed in the span were in each stage, in the order of ` +
          'stages; waiting for a slot and being blocked is not counted',
      ),
    queue: z
      .object({
        queued: count,
        running: count,
        blocked: count,
        oldest_queued_seconds: z
          .number()
          .min(0)
          .nullable()
          .describe('how long the job has waited that waits longest for its first slot; null: none does'),
      })
      .describe('now'),
  })
  .meta({ id: 'Stats' })
export type Stats = z.infer<typeof statsSchema>

export const readStatsQuery = z.strictObject(spanQuery)
