import type { WebhookType } from '@nemo-batch/domain'
import type { z } from 'zod'
import { type Fault, faultAt, type Path, toFaults, toPointer } from './fault.ts'
import {
  type BatchFields,
  batchEnvelopeSchema,
  batchFieldsSchema,
  besideJobSchema,
  type CsvFields,
  type JobDefaults,
  jobDefaultsSchema,
} from './new-batch.ts'
import type { PlannedJob } from './read-job.ts'
import { newBatchWebhookSchema } from './webhook.ts'

/** A batch as it will be kept, without its jobs. */
export type PlannedBatch = {
  readonly name: string | null
  readonly metadata: PlannedJob['metadata']
  /** Kept for jobs that are added later. */
  readonly defaults: JobDefaults
  readonly isOpen: boolean
  readonly scheduledAt: Date | null
  /** null events: everything. */
  readonly webhook: { readonly url: string; readonly events: readonly WebhookType[] | null } | null
}

export type EnvelopeReading = {
  /** null when there is a fault */
  readonly batch: PlannedBatch | null
  /** For its jobs; the good ones even when there is a fault. */
  readonly defaults: JobDefaults
  /** Needs no job now. */
  readonly isOpen: boolean
  /** Where the webhook goes, when that has its form right: it is looked at whatever else is wrong. */
  readonly webhookUrl: string | null
  /** On which it stands, of a body that has lines. */
  readonly line?: number
  readonly faults: readonly Fault[]
}

/** A batch without its jobs: of `jobs` is looked only at whether it is a list. */
export function readEnvelope(raw: unknown): EnvelopeReading {
  const reading = read(raw, batchEnvelopeSchema.safeParse(raw))
  if (reading.isOpen || !isObject(raw) || 'jobs' in raw) return reading
  const missing = faultAt(['jobs'], 'required', 'This field is required, unless the batch is open')
  return { ...reading, batch: null, faults: [...reading.faults, missing] }
}

/** A batch whose jobs stand elsewhere. */
export const readBatchFields = (raw: unknown): EnvelopeReading => read(raw, batchFieldsSchema.safeParse(raw))

/** What goes with a CSV. */
export const planCsvBatch = ({ name, ...defaults }: CsvFields): EnvelopeReading => planned({ name, defaults })

/** For jobs that are added to a batch. @param defaults as they were kept with it */
export const planAddition = (defaults: unknown): EnvelopeReading => planned({ defaults: readDefaults(defaults) })

const planned = (fields: BatchFields): EnvelopeReading => ({
  batch: planBatch(fields),
  defaults: fields.defaults ?? {},
  isOpen: false,
  webhookUrl: webhookUrlOf(fields),
  faults: [],
})

/** The body of `POST /v1/jobs`: what of it is the batch's, and the job. */
export function splitSingleJob(raw: unknown): { readonly envelope: EnvelopeReading; readonly job: unknown } {
  const { scheduled_at, webhook, ...job } = isObject(raw) ? raw : {}
  const beside = { scheduled_at, webhook }
  return { envelope: read(beside, besideJobSchema.safeParse(beside)), job: isObject(raw) ? job : raw }
}

type Json = Readonly<Record<string, unknown>>
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

function read(raw: unknown, parsed: z.ZodSafeParseResult<BatchFields>): EnvelopeReading {
  const fields: Json = isObject(raw) ? raw : {}
  return {
    batch: parsed.success ? planBatch(parsed.data) : null,
    defaults: readDefaults(fields.defaults),
    isOpen: fields.open === true,
    webhookUrl: webhookUrlOf(fields),
    faults: parsed.success ? [] : toFaults(parsed.error),
  }
}

function webhookUrlOf({ webhook }: { readonly webhook?: unknown }): string | null {
  const { data: url = null } = newBatchWebhookSchema.shape.url.safeParse(isObject(webhook) ? webhook.url : null)
  return url
}

/** The good ones of the defaults, so that a bad one is told once and not again for each job. */
function readDefaults(raw: unknown): JobDefaults {
  const parsed = jobDefaultsSchema.safeParse(raw ?? {})
  if (parsed.success) return parsed.data
  return isObject(raw) && 'instruction' in raw ? { instruction: 'told as a fault of the defaults' } : {}
}

const planBatch = ({ name, metadata, defaults, open, scheduled_at, webhook }: BatchFields): PlannedBatch => ({
  name: name ?? null,
  metadata: metadata ?? {},
  defaults: defaults ?? {},
  isOpen: open ?? false,
  scheduledAt: scheduled_at === null || scheduled_at === undefined ? null : new Date(scheduled_at),
  webhook: webhook === null || webhook === undefined ? null : { url: webhook.url, events: webhook.events ?? null },
})

/** The references of one request, to find those that come twice. */
export class SeenReferences {
  readonly #firstOf = new Map<string, string>()

  /** @returns a fault when another job has this reference already */
  add(reference: string | null, jobPath: Path): Fault | null {
    if (reference === null) return null
    const first = this.#firstOf.get(reference)
    if (first === undefined) {
      this.#firstOf.set(reference, toPointer(jobPath))
      return null
    }
    const message = `The same reference as ${first}; a reference is unique within its batch`
    return faultAt([...jobPath, 'reference'], 'duplicate_reference', message)
  }
}
