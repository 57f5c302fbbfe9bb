import type { NewBatch } from '@nemo-batch/sdk'

export type Priority = NonNullable<NonNullable<NewBatch['defaults']>['priority']>
export const PRIORITIES = ['low', 'normal', 'high'] as const satisfies readonly Priority[]
export const isPriority = (text: string): text is Priority => PRIORITIES.some((known) => known === text)
export type Quality = NonNullable<NonNullable<NonNullable<NewBatch['defaults']>['output']>['quality']>
export type WebhookEvent = NonNullable<NonNullable<NewBatch['webhook']>['events']>[number]

/** A photo or clip of a job. */
export type Media =
  | { readonly kind: 'upload'; readonly key: string }
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'file'; readonly fileId: string }
  /** As a table names one that is added beside it. */
  | { readonly kind: 'name'; readonly name: string }

export type DraftStep = { readonly instruction: string; readonly render: boolean }

/** A job as it is being composed. An empty text leaves the field to the defaults of the batch. */
export type DraftJob = {
  readonly key: string
  /** What made it: photos are grouped anew when the grouping changes, the others stay as they are. */
  readonly origin: 'photos' | 'urls' | 'table'
  /** Of photos: by what they came together. */
  readonly group: string | null
  readonly reference: string
  readonly steps: readonly DraftStep[]
  readonly language: string
  /** Of a table it may be anything. */
  readonly priority: string
  readonly media: readonly Media[]
  readonly metadata: Readonly<Record<string, string>>
  /** Of the table, counted from 1. */
  readonly line: number | null
}

export const GROUPINGS = ['each', 'name', 'all'] as const
export type Grouping = (typeof GROUPINGS)[number]

export type Draft = {
  readonly name: string
  readonly instruction: string
  readonly language: string
  readonly priority: Priority
  readonly quality: Quality
  /** As an input gives it: local time without a zone. Empty: at once. */
  readonly scheduledAt: string
  readonly webhookUrl: string
  /** None: every one. */
  readonly webhookEvents: readonly WebhookEvent[]
  readonly grouping: Grouping
  readonly jobs: readonly DraftJob[]
}

export const EMPTY_DRAFT: Draft = {
  name: '',
  instruction: '',
  language: 'en',
  priority: 'normal',
  quality: 'high',
  scheduledAt: '',
  webhookUrl: '',
  webhookEvents: [],
  grouping: 'name',
  jobs: [],
}

export const ONE_STEP: readonly DraftStep[] = [{ instruction: '', render: true }]

/** Parts of the contract, told before anything is sent. */
export const MAX_MEDIA = 100
export const MAX_STEPS = 50
export const MAX_INSTRUCTION_CHARS = 4_000
export const MAX_NAME_CHARS = 200
export const MAX_REFERENCE_CHARS = 200
