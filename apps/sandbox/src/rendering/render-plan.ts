import { AUDIO, type Draft, TEXT, trackOf, VIDEO } from '../drafts/draft.ts'

/** A draft as the renderer needs it: every length settled, in milliseconds; sizes in even pixels. */
export type RenderPlan = {
  readonly durationMs: number
  readonly width: number
  readonly height: number
  readonly clips: readonly ClipPlan[]
  readonly music: MusicPlan | null
  readonly titles: readonly TitlePlan[]
}
export type ClipPlan = { fileId: string; startMs: number; durationMs: number; fadeInMs: number }
export type MusicPlan = { name: string; volume: number; fileId: string | null }
export type TitlePlan = { text: string; startMs: number; durationMs: number; scale: number }

export class DraftRefused extends Error {
  readonly code = 'draft_refused'
}

const MAX_DURATION_MS = 600_000
const numberOf = (value: unknown, fallback: number): number =>
  typeof value === 'number' && Number.isFinite(value) ? value : fallback

/**
 * Reads what is to be drawn. A segment without a start follows the one before it; one without a length takes 3 s.
 * @throws DraftRefused when nothing can be drawn, or the video would be longer than ten minutes
 */
export function planRender(draft: Draft, longestSide: number): RenderPlan {
  const clips = placed(trackOf(draft, VIDEO)?.sg ?? []).map(
    ({ segment, startMs, durationMs }): ClipPlan => ({
      fileId: typeof segment.m?.file_id === 'string' ? segment.m.file_id : '',
      startMs,
      durationMs,
      fadeInMs: Math.min(segment.tr?.d ?? 0, durationMs),
    }),
  )
  if (clips.length === 0) throw new DraftRefused('the draft has no picture')
  const endMs = Math.max(...clips.map((clip) => clip.startMs + clip.durationMs))
  const durationMs = draft.d !== undefined && draft.d > 0 ? draft.d : endMs
  if (durationMs < 40 || durationMs > MAX_DURATION_MS) throw new DraftRefused('the draft is too short or too long')
  return {
    durationMs,
    ...sizeOf(draft, longestSide),
    clips: clips.sort((a, b) => a.startMs - b.startMs),
    music: musicOf(draft),
    titles: placed(trackOf(draft, TEXT)?.sg ?? [])
      .filter(({ segment }) => typeof segment.m?.text === 'string' && segment.m.text.trim() !== '')
      .slice(0, 20)
      .map(({ segment, startMs, durationMs: shownMs }) => ({
        text: String(segment.m?.text).slice(0, 200),
        startMs,
        durationMs: shownMs,
        scale: Math.min(3, Math.max(0.3, numberOf(segment.m?.scale, 1))),
      })),
  }
}

function placed(segments: NonNullable<ReturnType<typeof trackOf>>['sg']) {
  let cursorMs = 0
  return segments.map((segment) => {
    const startMs = segment.s ?? cursorMs
    const durationMs = segment.d ?? 3_000
    cursorMs = startMs + durationMs
    return { segment, startMs, durationMs }
  })
}

function musicOf(draft: Draft): MusicPlan | null {
  const segment = trackOf(draft, AUDIO)?.sg[0]
  if (segment === undefined) return null
  return {
    name: typeof segment.m?.name === 'string' ? segment.m.name : 'Background music',
    volume: Math.min(1, Math.max(0, numberOf(segment.m?.volume, 0.5))),
    fileId: typeof segment.m?.file_id === 'string' ? segment.m.file_id : null,
  }
}

/** The draft's own size, brought down to the sandbox's longest side. */
function sizeOf(draft: Draft, longestSide: number): { width: number; height: number } {
  const width = Math.max(16, numberOf(draft.m?.width, 1080))
  const height = Math.max(16, numberOf(draft.m?.height, 1920))
  const scale = Math.min(1, longestSide / Math.max(width, height))
  const even = (pixels: number): number => Math.max(16, Math.round((pixels * scale) / 2) * 2)
  return { width: even(width), height: even(height) }
}
