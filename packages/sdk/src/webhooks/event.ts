import type { Batch, Job } from '../types.ts'

export type WebhookEndpoint = {
  readonly id: string
  readonly object: 'webhook_endpoint'
  readonly url: string
  readonly events: readonly string[]
  readonly description: string | null
  readonly enabled: boolean
  readonly created_at: string
}

/** The job as it was when it happened. */
export type WebhookJob = Job & Told & { readonly seq: number }
/** The batch as it was when it happened. */
export type WebhookBatch = Batch &
  Told & {
    readonly seq: number
    /** How many jobs failed with which error code. */
    readonly error_counts: Readonly<Record<string, number>>
  }
type Told = {
  /** What was left out to keep the message small; `links.self` has the whole. */
  readonly omitted: readonly string[]
}

type Message<Type extends string, Data> = {
  /** The same each time that this is sent: what was seen before is to be dropped. */
  readonly id: string
  readonly type: Type
  /** When it happened, RFC 3339. */
  readonly timestamp: string
  readonly data: Data
}

export type JobWebhookEvent = Message<'job.completed' | 'job.failed' | 'job.blocked' | 'job.canceled', WebhookJob>
export type BatchWebhookEvent = Message<'batch.completed' | 'batch.blocked' | 'batch.canceled', WebhookBatch>
export type EndpointWebhookEvent = Message<'endpoint.test' | 'endpoint.disabled', WebhookEndpoint>

/** Some string that is none of the types above. An enum, so that comparing with one of those tells them apart. */
export declare enum NewerEventType {
  Newer = 'some type of a newer service',
}
/** What a newer service tells, that this version does not know: `default` of a `switch`. Answer it with 2xx as well. */
export type NewerWebhookEvent = Message<NewerEventType, Readonly<Record<string, unknown>>>

/** `switch (event.type)` tells what `data` is. */
export type WebhookEvent = JobWebhookEvent | BatchWebhookEvent | EndpointWebhookEvent | NewerWebhookEvent
