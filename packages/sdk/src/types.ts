import type { components, operations } from './generated/openapi.ts'

type Schemas = components['schemas']

export type Batch = Schemas['Batch']
export type NewBatch = Schemas['NewBatch']
/** What a request would make, cost and take. */
export type DryRun = Schemas['DryRun']
export type Job = Schemas['Job']
export type JobTimeline = Schemas['JobTimeline']
/** With its webhook, if one was asked for. */
export type CreatedJob = Schemas['CreatedJob']
export type NewJob = Schemas['NewJob']
/** As a job of a batch, which it makes by itself. */
export type NewSingleJob = Schemas['NewSingleJob']
/** One step, or several in order. */
export type NewSteps = Schemas['NewSteps']
/** What a person's words were taken for, and what to tell them. */
export type MessageAnswer = Schemas['MessageAnswer']
export type Video = Schemas['Video']
export type StoredFile = Schemas['File']
export type Account = Schemas['Account']
export type NewAccount = Schemas['NewAccount']
export type AccountPatch = Schemas['AccountPatch']
export type ApiKey = Schemas['ApiKey']
export type NewApiKey = Schemas['NewApiKey']
export type CreatedApiKey = Schemas['CreatedApiKey']
export type Project = Schemas['Project']
export type NewProject = Schemas['NewProject']
export type ProjectPatch = Schemas['ProjectPatch']
export type AuditEntry = Schemas['AuditEntry']
/** Who is signed in, and as what. */
export type Session = Schemas['Session']
export type System = Schemas['System']
/** A job as a row of a table. */
export type JobRow = Schemas['JobRow']
export type JobRowList = Schemas['JobRowList']
export type BatchStats = Schemas['BatchStats']
export type Stats = Schemas['Stats']
export type ErrorGroup = Schemas['ErrorGroup']
export type ErrorGroupList = Schemas['ErrorGroupList']
/** Jobs by their ids, or those of a batch, or those that stand failed with an error group. */
export type BulkSelection = Schemas['BulkSelection']
export type BulkEstimate = Schemas['BulkEstimate']
export type BulkResult = Schemas['BulkResult']
export type RetryBatch = Schemas['RetryBatch']
export type RetryEstimate = Schemas['RetryEstimate']
export type WebhookEndpoint = Schemas['WebhookEndpoint']
export type NewWebhookEndpoint = Schemas['NewWebhookEndpoint']
export type CreatedWebhookEndpoint = Schemas['CreatedWebhookEndpoint']
export type WebhookEndpointPatch = Schemas['ChangedWebhookEndpoint']
export type RotatedWebhookSecret = Schemas['RotatedWebhookSecret']
export type RecoverDeliveries = Schemas['RecoverDeliveries']
export type RecoveredDeliveries = Schemas['RecoveredDeliveries']
export type WebhookDelivery = Schemas['WebhookDelivery']
/** With what is sent. */
export type WebhookDeliveryDetail = Schemas['WebhookDeliveryDetail']
/** Everything that changes from now on is told. */
export type Hello = Schemas['Hello']
/** What to read anew. */
export type Changes = Schemas['Changes']
/** Something that happened to a batch or to a job of it. */
export type ServiceEvent = Schemas['Event']

/** What the list of an operation takes. */
export type QueryOf<Operation extends keyof operations> = operations[Operation] extends {
  parameters: { query?: infer Query }
}
  ? NonNullable<Query>
  : never
