import { z } from 'zod'
import { listOf, MAX_PAGE_SIZE, pageQuery } from './list.ts'
import { batchId, eventId, jobId, timestamp } from './text.ts'

export const EVENT_TYPES = [
  'batch.created',
  'batch.started',
  'batch.paused',
  'batch.resumed',
  'batch.blocked',
  'batch.completed',
  'batch.canceled',
  'job.queued',
  'job.started',
  'job.stage',
  'job.progress',
  'job.message',
  'job.timeline',
  'job.blocked',
  'job.unblocked',
  'job.completed',
  'job.failed',
  'job.canceled',
] as const
export type EventType = (typeof EVENT_TYPES)[number]

export const eventSchema = z
  .object({
    id: eventId,
    object: z.literal('event'),
    type: z.enum(EVENT_TYPES),
    seq: z.int().positive().describe('1, 2, 3 … within its job; for `batch.*`, within its batch'),
    batch_id: batchId,
    job_id: jobId.nullable(),
    created_at: timestamp,
    data: z.record(z.string(), z.unknown()).describe('`request_id` names the request that it came of, if one did'),
  })
  .meta({ id: 'Event' })
export type Event = z.infer<typeof eventSchema>

export const eventListSchema = listOf(eventSchema)
/** Events are listed in the order in which they happened. */
export const listEventsQuery = z.strictObject({ ...pageQuery, limit: pageQuery.limit.default(MAX_PAGE_SIZE) })
