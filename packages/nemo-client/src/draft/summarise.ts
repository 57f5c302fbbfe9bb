import type { Draft, Track, TrackType } from './read-draft.ts'
import { labelOf, percent, span } from './wording.ts'

const HEADINGS = { video: 'Video', audio: 'BGM', text: 'Title', other: 'Track' } as const satisfies Record<
  TrackType,
  string
>
const MOST_SEGMENTS = 5
const MOST_TRACKS = 20

/** `Timeline (3 tracks): 1. Video: city timelapse (0-10s) 2. BGM: Lo-fi (0-10s, 35%) 3. Title: "Urban Dreams" (0-3s)` */
export function summarise(draft: Draft): string {
  const count = draft.tracks.length
  const lines = draft.tracks
    .slice(0, MOST_TRACKS)
    .map((track, index) => `${index + 1}. ${HEADINGS[track.type]}: ${listSegments(track)}`)
  const more = count > MOST_TRACKS ? [`and ${count - MOST_TRACKS} more`] : []
  const head = `Timeline (${count} ${count === 1 ? 'track' : 'tracks'})`
  return count === 0 ? head : [`${head}:`, ...lines, ...more].join(' ')
}

function listSegments(track: Track): string {
  const { segments, type } = track
  if (segments.length === 0) return 'empty'
  const shown = segments.slice(0, MOST_SEGMENTS).map((segment) => {
    const volume = type === 'audio' && segment.volume !== null ? `, ${percent(segment.volume)}` : ''
    return `${labelOf(type, segment) ?? track.name ?? 'untitled'} (${span(segment)}${volume})`
  })
  const hidden = segments.length - shown.length
  return hidden > 0 ? `${shown.join(', ')} and ${hidden} more` : shown.join(', ')
}
