import type { components, operations } from './generated/openapi.ts'

type Schemas = components['schemas']

export type Batch = Schemas['Batch']
export type NewBatch = Schemas['NewBatchInput']
export type Job = Schemas['Job']
export type NewJob = Schemas['NewJobInput']
export type Video = Schemas['Video']
export type StoredFile = Schemas['File']
export type Account = Schemas['Account']
export type System = Schemas['System']
export type RetryBatch = Schemas['RetryBatchInput']
export type RetryEstimate = Schemas['RetryEstimate']
/** Something that happened to a batch or to a job of it. */
export type ServiceEvent = Schemas['Event']

/** What the list of an operation takes. */
export type QueryOf<Operation extends keyof operations> = operations[Operation] extends {
  parameters: { query?: infer Query }
}
  ? NonNullable<Query>
  : never
