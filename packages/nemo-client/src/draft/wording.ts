import type { Segment, TrackType } from './read-draft.ts'

/** 2500 → `2.5` */
export function seconds(timeMs: number): string {
  return `${Math.round(timeMs / 100) / 10}`
}

/** `(0-3s)` without its brackets. */
export function span({ startMs, endMs }: Pick<Segment, 'startMs' | 'endMs'>): string {
  return `${seconds(startMs)}-${seconds(endMs)}s`
}

export function percent(volume: number): string {
  return `${Math.round(volume * 100)}%`
}

/** What a segment is called: a title by its words in quotes, anything else by its name; null when it has neither. */
export function labelOf(type: TrackType, segment: Segment): string | null {
  const words = wordsOf(type, segment)
  return words !== null && type === 'text' ? `"${words}"` : words
}

/** The words of a title, or the name of anything else, on one line of at most 80 characters; null when it has neither. */
export function wordsOf(type: TrackType, { name, text }: Segment): string | null {
  const words = type === 'text' ? (text ?? name) : (name ?? text)
  return words === null ? null : oneLine(words)
}

function oneLine(words: string): string {
  const line = words.replace(/[\p{Cc}\s]+/gu, ' ').trim()
  return line.length <= 80 ? line : `${line.slice(0, 79).toWellFormed()}…`
}
