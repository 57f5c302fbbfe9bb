import { type Fault, faultAt, type Path, toFaults, toPointer } from './fault.ts'
import { type BatchEnvelope, batchEnvelopeSchema, type JobDefaults, jobDefaultsSchema } from './new-batch.ts'
import { type JobReading, type PlacedMedia, type PlannedJob, readJob } from './read-job.ts'
import { scheduledAtSchema } from './scheduled-at.ts'

/** A batch as it will be kept. */
export type PlannedBatch = {
  readonly name: string | null
  readonly metadata: PlannedJob['metadata']
  readonly defaults: JobDefaults
  readonly isOpen: boolean
  readonly scheduledAt: Date | null
  readonly jobs: readonly PlannedJob[]
}

export type BatchReading = {
  /** null when there is a fault */
  readonly batch: PlannedBatch | null
  readonly faults: readonly Fault[]
  readonly media: readonly PlacedMedia[]
}

/** Reads a batch from outside, telling every fault at once. What needs the network or the database is not looked at. */
export function readBatch(raw: unknown, limits: { readonly maxJobs: number }): BatchReading {
  const envelope = batchEnvelopeSchema.safeParse(raw)
  const fields = typeof raw === 'object' && raw !== null && !Array.isArray(raw) ? raw : {}
  const jobs = 'jobs' in fields && Array.isArray(fields.jobs) ? fields.jobs : []
  const faults: Fault[] = envelope.success ? [] : toFaults(envelope.error)
  if (jobs.length > limits.maxJobs) {
    const message = `A batch holds at most ${limits.maxJobs} jobs; this one has ${jobs.length}`
    return { batch: null, faults: [...faults, faultAt(['jobs'], 'too_many_jobs', message)], media: [] }
  }
  const isOpen = 'open' in fields && fields.open === true
  if (!isOpen && !('jobs' in fields)) faults.push(faultAt(['jobs'], 'required', 'This field is required'))
  else if (!isOpen && 'jobs' in fields && Array.isArray(fields.jobs) && jobs.length === 0)
    faults.push(faultAt(['jobs'], 'empty_batch', 'A batch needs at least one job, unless it is open'))
  const defaults = readDefaults('defaults' in fields ? fields.defaults : undefined)
  const readings = jobs.map((job, index) => readJob(job, ['jobs', index], defaults))
  for (const reading of readings) faults.push(...reading.faults)
  faults.push(...duplicateReferences(readings, ['jobs']))
  return {
    batch: envelope.success && faults.length === 0 ? plan(envelope.data, readings) : null,
    faults,
    media: readings.flatMap((reading) => reading.media),
  }
}

export type AddedJobsReading = Omit<BatchReading, 'batch'> & { readonly jobs: readonly PlannedJob[] }

/**
 * `POST /v1/batches/:id/jobs`: a list of jobs.
 * @param defaults those that the batch was made with
 */
export function readAddedJobs(raw: unknown, defaults: unknown, limits: { readonly maxJobs: number }): AddedJobsReading {
  const refuse = (code: string, message: string) => ({ jobs: [], faults: [faultAt([], code, message)], media: [] })
  if (!Array.isArray(raw)) return refuse('invalid_type', 'Send a list of jobs')
  if (raw.length === 0) return refuse('empty_batch', 'Send at least one job')
  if (raw.length > limits.maxJobs)
    return refuse('too_many_jobs', `A batch holds at most ${limits.maxJobs} jobs; these are ${raw.length}`)
  const kept = readDefaults(defaults)
  const readings = raw.map((job, index) => readJob(job, [index], kept))
  return {
    jobs: readings.flatMap(({ job }) => job ?? []),
    faults: [...readings.flatMap(({ faults }) => faults), ...duplicateReferences(readings, [])],
    media: readings.flatMap(({ media }) => media),
  }
}

const SINGLE = { name: null, metadata: {}, defaults: {}, isOpen: false } as const

/** `POST /v1/jobs`: one element of `jobs`. */
export function readSingleJob(raw: unknown): BatchReading {
  const { timing, rest } = splitTiming(raw)
  const { job, faults, media } = readJob(rest, [], {})
  const isGood = job !== null && timing.success
  return {
    batch: isGood ? { ...SINGLE, scheduledAt: dateOf(timing.data), jobs: [job] } : null,
    faults: [...faults, ...(timing.success ? [] : toFaults(timing.error, ['scheduled_at']))],
    media,
  }
}

/** What of a single job is its batch's. */
function splitTiming(raw: unknown) {
  const isObject = typeof raw === 'object' && raw !== null && !Array.isArray(raw)
  const { scheduled_at: time, ...fields } = isObject ? (raw as Readonly<Record<string, unknown>>) : {}
  return { timing: scheduledAtSchema.nullish().safeParse(time), rest: isObject ? fields : raw }
}

const dateOf = (time: string | null | undefined): Date | null =>
  time === null || time === undefined ? null : new Date(time)

/** The good ones of the defaults, so that a bad one is told once and not again for each job. */
function readDefaults(raw: unknown): JobDefaults {
  const parsed = jobDefaultsSchema.safeParse(raw ?? {})
  if (parsed.success) return parsed.data
  const saysInstruction = typeof raw === 'object' && raw !== null && 'instruction' in raw
  return saysInstruction ? { instruction: 'told as a fault of the defaults' } : {}
}

function duplicateReferences(readings: readonly JobReading[], at: Path): Fault[] {
  const firstOf = new Map<string, number>()
  return readings.flatMap(({ reference }, index) => {
    if (reference === null) return []
    const first = firstOf.get(reference)
    if (first === undefined) {
      firstOf.set(reference, index)
      return []
    }
    const message = `The same reference as ${toPointer([...at, first])}; a reference is unique within its batch`
    return [faultAt([...at, index, 'reference'], 'duplicate_reference', message)]
  })
}

function plan(envelope: BatchEnvelope, readings: readonly JobReading[]): PlannedBatch {
  return {
    name: envelope.name ?? null,
    metadata: envelope.metadata ?? {},
    defaults: envelope.defaults ?? {},
    isOpen: envelope.open ?? false,
    scheduledAt: dateOf(envelope.scheduled_at),
    jobs: readings.flatMap(({ job }) => (job === null ? [] : [job])),
  }
}
