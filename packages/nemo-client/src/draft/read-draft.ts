import { isRecord, type JsonRecord, parseForeignJson, pick, pickText, toNumber } from '../foreign-json.ts'
import { fingerprintOf } from './fingerprint.ts'

export type TrackType = 'video' | 'audio' | 'text' | 'other'

/**
 * `name` is a title or file name, `text` the words of a text segment, `volume` 0 to 1. `look` stands for all that NEMO
 * does not document (filters, speed, crops …): two segments with the same look were not adjusted.
 */
export type Segment = {
  readonly startMs: number
  readonly endMs: number
  readonly name: string | null
  readonly text: string | null
  readonly volume: number | null
  readonly transition: string | null
  readonly look: string
}

export type Track = { readonly type: TrackType; readonly name: string | null; readonly segments: readonly Segment[] }

/**
 * A timeline as people see it. `width` and `height` in pixels, null when the draft does not say. `look` stands for what
 * is undocumented about the whole, as a segment's does for a segment.
 */
export type Draft = {
  readonly tracks: readonly Track[]
  readonly durationMs: number
  readonly width: number | null
  readonly height: number | null
  readonly look: string
}

const MOST_TRACKS = 200
const MOST_SEGMENTS = 5_000
const LONGEST_MS = 24 * 3_600_000
const LONGEST_NAME = 500

/** The draft behind `rawDraft`, which NEMO gives as an object or as JSON text; null when there is none. */
export function parseRawDraft(rawDraft: unknown): JsonRecord | null {
  const parsed = typeof rawDraft === 'string' ? parseForeignJson(rawDraft) : rawDraft
  return isRecord(parsed) && Object.keys(parsed).length > 0 ? parsed : null
}

/**
 * Reads a draft, object or JSON text. Only `t`, `tt`, `sg`, `d` and `m` are documented; everything else is read
 * tolerantly, and what is missing or absurd counts as absent. Never throws: no draft reads as an empty one.
 */
export function readDraft(rawDraft: unknown): Draft {
  const draft = parseRawDraft(rawDraft) ?? {}
  const meta = metaOf(draft)
  const durationMs = toMs(pick(draft, 'd', 'duration'))
  const list = pick(draft, 't', 'tracks')
  const tracks = (Array.isArray(list) ? list : [])
    .slice(0, MOST_TRACKS)
    .filter(isRecord)
    .map((track) => readTrack(track, durationMs))
  const lastEndMs = tracks.flatMap((track) => track.segments).reduce((end, segment) => Math.max(end, segment.endMs), 0)
  return {
    tracks,
    durationMs: durationMs ?? lastEndMs,
    width: toPixels(pick(meta, 'width', 'w') ?? pick(draft, 'width', 'w')),
    height: toPixels(pick(meta, 'height', 'h') ?? pick(draft, 'height', 'h')),
    look: lookOf(draft, meta, SHOWN_OF_DRAFT),
  }
}

/** A draft can be rendered when some track holds a segment. */
export function isExportable(draft: Draft | null): boolean {
  return draft?.tracks.some((track) => track.segments.length > 0) ?? false
}

/**
 * Whether the documented fields of a draft are what they should be. An answer with wrong types in it is no draft: it
 * would differ from the one before a message and so pass for an edit. No draft at all is readable.
 */
export function isReadable(rawDraft: unknown): boolean {
  const draft = parseRawDraft(rawDraft)
  if (draft === null) return true
  const list = pick(draft, 't', 'tracks') ?? []
  const duration = pick(draft, 'd', 'duration') ?? null
  return Array.isArray(list) && (duration === null || toMs(duration) !== null || readDraft(draft).durationMs > 0)
}

function readTrack(track: JsonRecord, draftDurationMs: number | null): Track {
  const list = pick(track, 'sg', 'segments')
  const segments: Segment[] = []
  for (const item of (Array.isArray(list) ? list : []).slice(0, MOST_SEGMENTS)) {
    if (isRecord(item)) segments.push(readSegment(item, segments.at(-1)?.endMs ?? 0, draftDurationMs))
  }
  return {
    type: readType(pick(track, 'tt', 'type')),
    name: pickText(metaOf(track), LONGEST_NAME, 'title', 'name'),
    segments,
  }
}

const START = ['s', 'st', 'start', 'startMs', 'start_ms'] as const
const END = ['e', 'et', 'end', 'endMs', 'end_ms'] as const
const DURATION = ['d', 'du', 'duration', 'durationMs', 'duration_ms'] as const
const NAME = ['title', 'name', 'filename'] as const
const TEXT = ['text', 'content'] as const
/** Fields that may differ between two reads of which nobody sees a difference. */
const IDENTITY = ['id', 'uid', 'uuid', 'version', 'revision', 'updated_at', 'updatedAt'] as const
const SHOWN = new Set<string>([...START, ...END, ...DURATION, ...IDENTITY, 'm', 'metadata', 'tr', 'transition'])
const SHOWN_OF_DRAFT = new Set<string>([
  ...DURATION,
  ...IDENTITY,
  't',
  'tracks',
  'm',
  'metadata',
  'width',
  'height',
  'w',
  'h',
])
const SHOWN_META = new Set<string>([...NAME, ...TEXT, ...IDENTITY, 'volume', 'transition', 'width', 'height', 'w', 'h'])

function readSegment(segment: JsonRecord, previousEndMs: number, draftDurationMs: number | null): Segment {
  const meta = metaOf(segment)
  const startMs = toMs(pick(segment, ...START)) ?? previousEndMs
  const lengthMs = toMs(pick(segment, ...DURATION))
  const endMs = lengthMs === null ? (toMs(pick(segment, ...END)) ?? draftDurationMs ?? startMs) : startMs + lengthMs
  return {
    startMs,
    endMs: Math.max(startMs, endMs),
    name: pickText(meta, LONGEST_NAME, ...NAME) ?? pickText(segment, LONGEST_NAME, ...NAME) ?? fileNameOf(meta),
    text: pickText(meta, 2_000, ...TEXT) ?? pickText(segment, 2_000, ...TEXT),
    volume: readVolume(pick(meta, 'volume', 'v') ?? pick(segment, 'volume', 'v')),
    transition: readTransition(pick(segment, 'tr', 'transition') ?? pick(meta, 'transition')),
    look: lookOf(segment, meta, SHOWN),
  }
}

function metaOf(record: JsonRecord): JsonRecord {
  const meta = pick(record, 'm', 'metadata')
  return isRecord(meta) ? meta : {}
}

function lookOf(record: JsonRecord, meta: JsonRecord, shown: ReadonlySet<string>): string {
  return fingerprintOf([without(record, shown), without(meta, SHOWN_META)]).slice(0, 12)
}

function without(record: JsonRecord, names: ReadonlySet<string>): JsonRecord {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.has(name)))
}

function readType(value: unknown): TrackType {
  switch (typeof value === 'string' ? value.toLowerCase() : value) {
    case 0:
    case '0':
    case 'video':
      return 'video'
    case 1:
    case '1':
    case 'audio':
      return 'audio'
    case 7:
    case '7':
    case 'text':
      return 'text'
    default:
      return 'other'
  }
}

function fileNameOf(meta: JsonRecord): string | null {
  const path = pickText(meta, 4_000, 'path', 'url', 'src')
  const name = path?.split(/[?#]/)[0]?.split(/[/\\]/).at(-1)?.trim()
  return name ? name.slice(0, LONGEST_NAME) : null
}

/** Some drafts count the volume to 1 and some to 100. */
function readVolume(value: unknown): number | null {
  const volume = toNumber(value)
  if (volume === null || volume < 0) return null
  return Math.min(volume > 1 ? volume / 100 : volume, 1)
}

function readTransition(value: unknown): string | null {
  if (typeof value === 'string' && value.trim() !== '') return value.slice(0, 100)
  return isRecord(value) ? pickText(value, 100, 'type', 'name', 'title') : null
}

function toMs(value: unknown): number | null {
  const time = toNumber(value)
  return time === null || time < 0 || time > LONGEST_MS ? null : Math.round(time)
}

function toPixels(value: unknown): number | null {
  const length = toNumber(value)
  return length === null || length < 1 || length > 100_000 ? null : Math.round(length)
}
