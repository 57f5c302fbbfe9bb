import type { Uploads } from './compose-batch.ts'
import { type Draft, type DraftJob, isPriority, MAX_MEDIA, type Media } from './draft.ts'
import type { Faults, JobFault } from './place-faults.ts'

/** What can be seen to be wrong without asking. */
export type Problem =
  | { readonly code: 'no_jobs' | 'no_media' | 'no_instruction' | 'no_render' }
  | { readonly code: 'too_many_media'; readonly count: number }
  | { readonly code: 'no_instruction_at_all'; readonly count: number }
  | { readonly code: 'same_reference'; readonly reference: string }
  | { readonly code: 'bad_priority'; readonly priority: string }
  | { readonly code: 'file_missing'; readonly name: string }

/** @param say a problem, in the language of the viewer */
export function checkDraft(draft: Draft, uploads: Uploads, say: (problem: Problem) => string): Faults {
  const bare = draft.instruction.trim() === '' ? draft.jobs.filter(isBare) : []
  const isBareAll = bare.length > 0 && bare.length === draft.jobs.length
  const seen = new Set<string>()
  const ofJobs = draft.jobs.flatMap((job) => {
    const faults: JobFault[] = []
    const add = (field: JobFault['field'], index: number | null, problem: Problem): void =>
      void faults.push({ jobKey: job.key, field, index, message: say(problem) })
    const reference = job.reference.trim()
    if (reference !== '' && seen.has(reference)) add('reference', null, { code: 'same_reference', reference })
    seen.add(reference)
    if (job.media.length === 0) add('media', null, { code: 'no_media' })
    if (job.media.length > MAX_MEDIA) add('media', null, { code: 'too_many_media', count: job.media.length })
    for (const [index, item] of job.media.entries())
      if (isMissing(item, uploads)) {
        const message = uploads.failureOf(item) ?? say({ code: 'file_missing', name: uploads.nameOf(item) })
        faults.push({ jobKey: job.key, field: 'media', index, message })
      }
    for (const index of emptySteps(job, draft.instruction))
      if (!isBareAll) add('instruction', index, { code: 'no_instruction' })
    if (job.steps.length > 1 && !job.steps.some(({ render }) => render))
      add('render', job.steps.length - 1, { code: 'no_render' })
    if (job.priority !== '' && !isPriority(job.priority))
      add('priority', null, { code: 'bad_priority', priority: job.priority })
    return faults
  })
  return {
    ofJobs,
    ofBatch: [
      ...(draft.jobs.length === 0 ? [{ field: 'jobs' as const, message: say({ code: 'no_jobs' }) }] : []),
      ...(isBareAll
        ? [{ field: 'instruction' as const, message: say({ code: 'no_instruction_at_all', count: bare.length }) }]
        : []),
    ],
  }
}

const isMissing = (item: Media, uploads: Uploads): boolean => item.kind !== 'url' && uploads.fileIdOf(item) === null

/** A job of one step without words takes those of the batch; of several, each needs its own. */
const isBare = ({ steps }: DraftJob): boolean => steps.length <= 1 && (steps[0]?.instruction ?? '').trim() === ''

function emptySteps(job: DraftJob, fallback: string): readonly number[] {
  if (job.steps.length <= 1) return isBare(job) && fallback.trim() === '' ? [0] : []
  return job.steps.flatMap(({ instruction }, index) => (instruction.trim() === '' ? [index] : []))
}
