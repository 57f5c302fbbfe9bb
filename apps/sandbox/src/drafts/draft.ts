import { z } from 'zod'

const ms = z.number().min(0).max(3_600_000)

const segmentSchema = z.looseObject({
  id: z.string().max(200).optional(),
  s: ms.optional(),
  d: ms.optional(),
  m: z.looseObject({}).optional(),
  tr: z.looseObject({ type: z.string().max(50), d: ms.optional() }).optional(),
})
const trackSchema = z.looseObject({
  tt: z.number().int(),
  m: z.looseObject({}).optional(),
  sg: z.array(segmentSchema).max(500).default([]),
})

/** A draft as it comes with a render: what is documented is checked, the rest is kept. */
export const draftSchema = z.looseObject({
  d: ms.optional(),
  m: z.looseObject({}).optional(),
  t: z.array(trackSchema).max(50),
})

export type Segment = z.infer<typeof segmentSchema>
export type Track = z.infer<typeof trackSchema>
export type Draft = z.infer<typeof draftSchema>

/** Track types of the protocol. */
export const VIDEO = 0
export const AUDIO = 1
export const TEXT = 7

/** Reads a draft sent as an object or as JSON text; null when it is neither. */
export function readDraft(value: unknown): Draft | null {
  const parsed = draftSchema.safeParse(typeof value === 'string' ? parseJson(value) : value)
  return parsed.success ? parsed.data : null
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** A draft can be exported when some track has a segment. */
export const isExportable = (draft: Draft): boolean => draft.t.some((track) => track.sg.length > 0)

export const trackOf = (draft: Draft, type: number): Track | undefined => draft.t.find((track) => track.tt === type)
