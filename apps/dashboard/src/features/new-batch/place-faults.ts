import type { Fault } from '@nemo-batch/sdk'
import type { Draft, DraftJob } from './draft.ts'

export type JobField = 'reference' | 'instruction' | 'render' | 'media' | 'language' | 'priority' | 'metadata' | 'job'
export type BatchField =
  | 'name'
  | 'instruction'
  | 'language'
  | 'priority'
  | 'scheduledAt'
  | 'webhookUrl'
  | 'webhookEvents'
  | 'jobs'
  | 'other'

export type JobFault = {
  readonly jobKey: string
  readonly field: JobField
  /** Which of its photos or steps, from 0; null: all of them. */
  readonly index: number | null
  readonly message: string
}
export type BatchFault = { readonly field: BatchField; readonly message: string }
export type Faults = { readonly ofJobs: readonly JobFault[]; readonly ofBatch: readonly BatchFault[] }

/** Puts what the service found wrong with a request to the job and field of the draft that it was made from. */
export function placeFaults(faults: readonly Fault[], draft: Draft): Faults {
  const ofJobs: JobFault[] = []
  const ofBatch: BatchFault[] = []
  for (const { path, message } of faults) {
    const [first, second, ...rest] = stepsOf(path)
    const job = first === 'jobs' && second !== undefined ? draft.jobs[Number(second)] : undefined
    if (job === undefined) ofBatch.push(placeInBatch(path, first, second, message))
    else ofJobs.push(...everywhere({ jobKey: job.key, ...placeInJob(rest), message }, job, draft.jobs))
  }
  return { ofJobs: onceEach(ofJobs), ofBatch }
}

const stepsOf = (pointer: string): readonly string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))

const BATCH_FIELDS: Readonly<Record<string, BatchField>> = {
  name: 'name',
  'defaults/instruction': 'instruction',
  'defaults/language': 'language',
  'defaults/priority': 'priority',
  scheduled_at: 'scheduledAt',
  'webhook/url': 'webhookUrl',
  'webhook/events': 'webhookEvents',
  jobs: 'jobs',
}

function placeInBatch(path: string, first = '', second = '', message: string): BatchFault {
  const field = BATCH_FIELDS[second === '' ? first : `${first}/${second}`]
  return field === undefined ? { field: 'other', message: `${path}: ${message}` } : { field, message }
}

function placeInJob([field = '', index, inner]: readonly string[]): Pick<JobFault, 'field' | 'index'> {
  if (field === 'instruction') return { field, index: 0 }
  if (field === 'media') return { field, index: index === undefined ? null : Number(index) }
  if (field === 'steps' && index !== undefined)
    return { field: inner === 'render' || inner === 'media' ? inner : 'instruction', index: Number(index) }
  if (field === 'reference' || field === 'language' || field === 'priority' || field === 'metadata')
    return { field, index: null }
  return { field: 'job', index: null }
}

/** What is wrong with an address is told of its first place alone, and true of the others. */
function everywhere(fault: JobFault, job: DraftJob, jobs: readonly DraftJob[]): readonly JobFault[] {
  const item = fault.field === 'media' && fault.index !== null ? job.media[fault.index] : undefined
  if (item?.kind !== 'url') return [fault]
  return jobs.flatMap(({ key, media }) =>
    media.flatMap((other, index) =>
      other.kind === 'url' && other.url === item.url ? [{ ...fault, jobKey: key, index }] : [],
    ),
  )
}

const placeOf = ({ jobKey, field, index }: JobFault): string => `${jobKey} ${field} ${index ?? ''}`

/** The first of several at one place. */
export const onceEach = (faults: readonly JobFault[]): readonly JobFault[] => {
  const first = new Map<string, JobFault>()
  for (const fault of faults) if (!first.has(placeOf(fault))) first.set(placeOf(fault), fault)
  return [...first.values()]
}

const PARTS: Readonly<Record<JobField, keyof DraftJob | null>> = {
  reference: 'reference',
  instruction: 'steps',
  render: 'steps',
  media: 'media',
  language: 'language',
  priority: 'priority',
  metadata: 'metadata',
  job: null,
}

/** Those of them that nobody has touched since. */
export function stillTrue(faults: Faults, then: Draft, now: Draft): Faults {
  if (then === now) return faults
  const before = new Map(then.jobs.map((job) => [job.key, job]))
  const after = new Map(now.jobs.map((job) => [job.key, job]))
  return {
    ofJobs: faults.ofJobs.filter(({ jobKey, field }) => {
      const [one, other] = [before.get(jobKey), after.get(jobKey)]
      if (one === undefined || other === undefined) return false
      const part = PARTS[field]
      return part === null ? one === other : one[part] === other[part]
    }),
    ofBatch: faults.ofBatch.filter(({ field }) => field !== 'other' && then[field] === now[field]),
  }
}
