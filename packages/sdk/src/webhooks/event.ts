import type { components, webhooks } from '../generated/openapi.ts'

type Schemas = components['schemas']
/** The job as it was when it happened. */
export type WebhookJob = Schemas['WebhookJob']
/** The batch as it was when it happened. */
export type WebhookBatch = Schemas['WebhookBatch']
/** The endpoint as it was when it happened, without how it has been answering. */
export type ToldWebhookEndpoint = Schemas['ToldWebhookEndpoint']

type Sent<Body> = Body & {
  /** The same each time that this is sent: what was seen before is to be dropped. */
  readonly id: string
}

/** What each type says. */
type Events = {
  [Type in keyof webhooks]: Sent<NonNullable<webhooks[Type]['post']['requestBody']>['content']['application/json']>
}
type KnownWebhookEvent = Events[keyof Events]

export type JobWebhookEvent = Extract<KnownWebhookEvent, { type: `job.${string}` }>
export type BatchWebhookEvent = Extract<KnownWebhookEvent, { type: `batch.${string}` }>
export type EndpointWebhookEvent = Extract<KnownWebhookEvent, { type: `endpoint.${string}` }>

/** Some string that is none of the known types. An enum, so that comparing with one of those tells them apart. */
export declare enum NewerEventType {
  Newer = 'some type of a newer service',
}
/** What a newer service tells, that this version does not know: `default` of a `switch`. Answer it with 2xx as well. */
export type NewerWebhookEvent = Sent<{
  readonly type: NewerEventType
  readonly timestamp: string
  readonly data: Readonly<Record<string, unknown>>
}>

/** `switch (event.type)` tells what `data` is. */
export type WebhookEvent = KnownWebhookEvent | NewerWebhookEvent
