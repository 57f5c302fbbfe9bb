import { type Fault, faultAt, type Path, toFaults } from './fault.ts'
import type { JobDefaults } from './new-batch.ts'
import {
  DEFAULT_LANGUAGE,
  instructionSchema,
  MAX_MEDIA_PER_STEP,
  MAX_STEPS_PER_JOB,
  type MediaItem,
  mediaItemSchema,
  type NewJob,
  newJobSchema,
  type ON_SESSION_LOST,
} from './new-job.ts'

/** A step as it will be worked: nothing left to default. */
export type PlannedStep = {
  readonly instruction: string
  readonly render: boolean
  readonly media: readonly MediaItem[]
}

/** A job as it will be kept: defaults applied, the short form spelt out. */
export type PlannedJob = {
  readonly reference: string | null
  readonly language: string
  readonly priority: 'low' | 'normal' | 'high'
  readonly output: { readonly format: 'mp4'; readonly quality: 'low' | 'medium' | 'high' }
  readonly onSessionLost: (typeof ON_SESSION_LOST)[number]
  readonly metadata: Readonly<Record<string, string | number | boolean | null>>
  readonly steps: readonly PlannedStep[]
}

/** A media item that has its form right, and where it stands in the request. */
export type PlacedMedia = { readonly path: Path; readonly item: MediaItem }

export type JobReading = {
  /** null when the job has a fault */
  readonly job: PlannedJob | null
  readonly faults: readonly Fault[]
  readonly media: readonly PlacedMedia[]
  readonly reference: string | null
}

type Json = Readonly<Record<string, unknown>>
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
const listOrEmpty = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/**
 * Reads one job from outside. The rules between fields are looked at even when some field is malformed,
 * so that one answer names every fault.
 */
export function readJob(raw: unknown, path: Path, defaults: JobDefaults): JobReading {
  const parsed = newJobSchema.safeParse(raw)
  const fields: Json = isObject(raw) ? raw : {}
  const faults = [
    ...(parsed.success ? [] : toFaults(parsed.error, path)),
    ...(isObject(raw)
      ? [...instructionFaults(fields, path, defaults), ...mediaFaults(fields, path), ...renderFaults(fields, path)]
      : []),
  ]
  const reference = typeof fields.reference === 'string' ? fields.reference : null
  return {
    job: parsed.success && faults.length === 0 ? planJob(parsed.data, defaults) : null,
    faults,
    media: placedMedia(fields, path),
    reference,
  }
}

function instructionFaults(job: Json, path: Path, defaults: JobDefaults): Fault[] {
  const hasSteps = job.steps !== undefined
  if (hasSteps && job.instruction !== undefined)
    return [
      faultAt(
        [...path, 'instruction'],
        'instruction_or_steps',
        'Give either `instruction` or `steps`; an instruction is short for one rendered step',
      ),
    ]
  if (hasSteps || job.instruction !== undefined || defaults.instruction !== undefined) return []
  return [
    faultAt([...path, 'instruction'], 'instruction_required', 'Say what to do: `instruction`, `steps` or a default'),
  ]
}

/** The media of the job and those that its first step brings itself are the first step's together. */
function mediaFaults(job: Json, path: Path): Fault[] {
  const firstStep = listOrEmpty(job.steps)[0]
  const stepMedia = isObject(firstStep) ? firstStep.media : undefined
  if (job.media === undefined && stepMedia === undefined)
    return [faultAt([...path, 'media'], 'media_required', 'The first step needs at least one photo or clip')]
  const count = listOrEmpty(job.media).length + listOrEmpty(stepMedia).length
  if (count <= MAX_MEDIA_PER_STEP || job.media === undefined || stepMedia === undefined) return []
  return [faultAt([...path, 'steps', 0, 'media'], 'too_big', `A step takes at most ${MAX_MEDIA_PER_STEP} media`)]
}

/** A job is done when its video is there, so that one without a render would never be. */
function renderFaults(job: Json, path: Path): Fault[] {
  const renders = listOrEmpty(job.steps).map((step) => (isObject(step) ? step.render : undefined))
  if (renders.length === 0 || renders.at(-1) !== false || renders.includes(true)) return []
  const at = [...path, 'steps', renders.length - 1, 'render']
  return [faultAt(at, 'nothing_rendered', 'At least one step has to render; the last one does unless it says no')]
}

/** Every media item that can be looked at further, whatever else is wrong with its job. */
function placedMedia(job: Json, path: Path): PlacedMedia[] {
  const steps = listOrEmpty(job.steps).slice(0, MAX_STEPS_PER_JOB)
  const lists: [Path, unknown][] = [
    [[...path, 'media'], job.media],
    ...steps.map((step, index): [Path, unknown] => [
      [...path, 'steps', index, 'media'],
      isObject(step) ? step.media : undefined,
    ]),
  ]
  return lists.flatMap(([listPath, list]) =>
    listOrEmpty(list).flatMap((value, index) => {
      const item = mediaItemSchema.safeParse(value)
      return item.success ? [{ path: [...listPath, index], item: item.data }] : []
    }),
  )
}

function planJob(job: NewJob, defaults: JobDefaults): PlannedJob {
  const steps = job.steps ?? [{ instruction: job.instruction ?? instructionSchema.parse(defaults.instruction) }]
  return {
    reference: job.reference ?? null,
    language: job.language ?? defaults.language ?? DEFAULT_LANGUAGE,
    priority: job.priority ?? defaults.priority ?? 'normal',
    output: job.output ?? defaults.output ?? { format: 'mp4', quality: 'high' },
    onSessionLost: job.on_session_lost ?? defaults.on_session_lost ?? 'restart',
    metadata: job.metadata ?? {},
    steps: steps.map((step, index) => ({
      instruction: step.instruction,
      render: ('render' in step ? step.render : undefined) ?? index === steps.length - 1,
      media: [...((index === 0 ? job.media : undefined) ?? []), ...(('media' in step ? step.media : undefined) ?? [])],
    })),
  }
}
