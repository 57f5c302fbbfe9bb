import { type ChangePhrases, phrasesFor } from './change-phrases.ts'
import type { Draft, Segment, TrackType } from './read-draft.ts'
import { labelOf, percent, seconds, span } from './wording.ts'

type Item = { readonly type: TrackType; readonly label: string; readonly segment: Segment }
type Pair = { readonly before: Item; readonly after: Item }

const MOST_CHANGES = 50

/**
 * Says in words what an edit did, for the many edits that NEMO makes in silence. English, or Chinese for `zh…`.
 * Segments are told apart by kind and label, since ids may change. Empty when people would see no difference.
 */
export function describeChanges(before: Draft | null, after: Draft | null, language: string): string[] {
  const phrases = phrasesFor(language)
  const { added, removed, kept } = match(itemsOf(before, phrases), itemsOf(after, phrases))
  const changes = [
    ...added.map((item) => describeAdded(item, phrases)),
    ...removed.map(({ type, label }) => phrases.removed(phrases.kinds[type], label)),
    ...describeTransitions(before, after, phrases),
    ...kept.flatMap((pair) => describeKept(pair, phrases)),
    ...(isReordered(kept) ? [phrases.order] : []),
    ...describeFrame(before, after, phrases),
  ]
  return (changes.length > 0 ? changes : describeLooks(before, after, kept, phrases)).slice(0, MOST_CHANGES)
}

/** What was done by means that no document describes; told only when there is nothing clearer to tell. */
function describeLooks(
  before: Draft | null,
  after: Draft | null,
  kept: readonly Pair[],
  phrases: ChangePhrases,
): string[] {
  const adjusted = kept.filter((pair) => pair.before.segment.look !== pair.after.segment.look)
  const isWholeAdjusted = before !== null && after !== null && before.look !== after.look
  return [
    ...adjusted.map(({ after: { type, label } }) => phrases.adjusted(phrases.kinds[type], label)),
    ...(isWholeAdjusted ? [phrases.adjustedWhole] : []),
  ]
}

function itemsOf(draft: Draft | null, { untitled }: ChangePhrases): Item[] {
  return (draft?.tracks ?? []).flatMap(({ type, name, segments }) =>
    segments.map((segment) => ({ type, label: labelOf(type, segment) ?? name ?? untitled, segment })),
  )
}

/** Pairs items of the same kind and label in their order, so that two equal clips stay two. `kept` is in the new order. */
function match(before: readonly Item[], after: readonly Item[]): { added: Item[]; removed: Item[]; kept: Pair[] } {
  const waiting = Map.groupBy(before, keyOf)
  const added: Item[] = []
  const kept: Pair[] = []
  for (const item of after) {
    const partner = waiting.get(keyOf(item))?.shift()
    if (partner) kept.push({ before: partner, after: item })
    else added.push(item)
  }
  return { added, removed: [...waiting.values()].flat(), kept }
}

const keyOf = ({ type, label }: Item): string => `${type}:${label}`

function describeAdded({ type, label, segment }: Item, phrases: ChangePhrases): string {
  if (type !== 'audio') return phrases.added(phrases.kinds[type], label, span(segment))
  return phrases.musicAdded(label, segment.volume === null ? null : percent(segment.volume))
}

/** A clip only pushed along by others has not changed itself: its start counts for titles and sounds alone. */
function describeKept({ before, after }: Pair, phrases: ChangePhrases): string[] {
  const { type, label } = after
  const kind = phrases.kinds[type]
  const lengthOf = ({ segment }: Item): number => segment.endMs - segment.startMs
  const isMoved = before.segment.startMs !== after.segment.startMs && type !== 'video'
  const isTimed = isMoved || lengthOf(before) !== lengthOf(after)
  const isLouder = before.segment.volume !== after.segment.volume
  return [
    ...(isTimed ? [phrases.moved(kind, label, span(before.segment), span(after.segment))] : []),
    ...(isLouder ? [phrases.volume(kind, label, volumeOf(before), volumeOf(after))] : []),
  ]
}

/** A draft that names no volume plays at full volume. */
const volumeOf = ({ segment }: Item): string => percent(segment.volume ?? 1)

function describeTransitions(before: Draft | null, after: Draft | null, phrases: ChangePhrases): string[] {
  const had = countTransitions(before)
  const has = countTransitions(after)
  return [...new Set([...has.keys(), ...had.keys()])].flatMap((name) => {
    const change = (has.get(name) ?? 0) - (had.get(name) ?? 0)
    if (change === 0) return []
    return [change > 0 ? phrases.transitionAdded(name, change) : phrases.transitionRemoved(name, -change)]
  })
}

function countTransitions(draft: Draft | null): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { transition } of (draft?.tracks ?? []).flatMap((track) => track.segments)) {
    if (transition !== null) counts.set(transition, (counts.get(transition) ?? 0) + 1)
  }
  return counts
}

/** Whether clips that both drafts hold come in another order; what was added or removed between them does not count. */
function isReordered(kept: readonly Pair[]): boolean {
  const clips = kept.filter(({ after }) => after.type === 'video')
  const inNewOrder = clips.toSorted((left, right) => left.after.segment.startMs - right.after.segment.startMs)
  return inNewOrder.some(({ before }, index) => {
    const next = inNewOrder[index + 1]
    return next !== undefined && before.segment.startMs > next.before.segment.startMs
  })
}

function describeFrame(before: Draft | null, after: Draft | null, phrases: ChangePhrases): string[] {
  if (!before || !after) return []
  const [oldSize, newSize] = [sizeOf(before), sizeOf(after)]
  const isLonger = before.durationMs !== after.durationMs
  return [
    ...(isLonger ? [phrases.duration(`${seconds(before.durationMs)}s`, `${seconds(after.durationMs)}s`)] : []),
    ...(oldSize && newSize && oldSize !== newSize ? [phrases.size(oldSize, newSize)] : []),
  ]
}

const sizeOf = ({ width, height }: Draft): string | null => (width && height ? `${width}x${height}` : null)
