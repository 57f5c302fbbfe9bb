import { type Fault, type Path, toFaults } from './fault.ts'
import { MAX_MEDIA_PER_STEP, MAX_STEPS_PER_JOB, mediaItemSchema, newStepSchema, severalStepsSchema } from './new-job.ts'
import type { PlacedMedia, PlannedStep } from './read-job.ts'

export type StepsReading = {
  /** null when there is a fault */
  readonly steps: readonly PlannedStep[] | null
  readonly faults: readonly Fault[]
  /** Media that have their form right, whatever else is wrong. */
  readonly media: readonly PlacedMedia[]
}

type Json = Readonly<Record<string, unknown>>
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Reads steps for a job that is there: one as it is, or several as `{"steps": […]}`. The last renders unless it says no. */
export function readSteps(raw: unknown): StepsReading {
  const parsed = isObject(raw) && 'steps' in raw ? severalStepsSchema.safeParse(raw) : newStepSchema.safeParse(raw)
  const media = placedMedia(raw)
  if (!parsed.success) return { steps: null, faults: toFaults(parsed.error), media }
  const steps = 'steps' in parsed.data ? parsed.data.steps : [parsed.data]
  return {
    steps: steps.map(({ instruction, render, media: brought = [] }, index) => ({
      instruction,
      render: render ?? index === steps.length - 1,
      media: brought,
    })),
    faults: [],
    media,
  }
}

function placedMedia(raw: unknown): PlacedMedia[] {
  if (!isObject(raw)) return []
  if (!('steps' in raw)) return mediaOf(raw, [])
  const steps: readonly unknown[] = Array.isArray(raw.steps) ? raw.steps.slice(0, MAX_STEPS_PER_JOB) : []
  return steps.flatMap((step, index) => mediaOf(step, ['steps', index]))
}

function mediaOf(step: unknown, path: Path): PlacedMedia[] {
  const list: readonly unknown[] = isObject(step) && Array.isArray(step.media) ? step.media : []
  return list.slice(0, MAX_MEDIA_PER_STEP).flatMap((value, index) => {
    const item = mediaItemSchema.safeParse(value)
    return item.success ? [{ path: [...path, 'media', index], item: item.data }] : []
  })
}
