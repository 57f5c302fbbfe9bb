import type { Draft, Segment, TrackType } from './read-draft.ts'
import { wordsOf } from './wording.ts'

/** What a segment goes by. `words` is null when it has neither words, a name nor a track that has one. */
export type Label = { readonly words: string | null; readonly isQuoted: boolean }

type Thing = { readonly type: TrackType; readonly label: Label }
type Turn<Value> = { readonly before: Value; readonly after: Value }

/** One difference between two drafts that people would see. Times in ms, volumes 0 to 1, sizes in pixels. */
export type Change =
  | ({ readonly kind: 'added'; readonly segment: Segment } & Thing)
  | ({ readonly kind: 'removed' } & Thing)
  | { readonly kind: 'transition_added' | 'transition_removed'; readonly name: string; readonly count: number }
  | ({ readonly kind: 'moved' } & Thing & Turn<Segment>)
  | ({ readonly kind: 'volume' } & Thing & Turn<number>)
  | { readonly kind: 'order' }
  | ({ readonly kind: 'duration' } & Turn<number>)
  | ({ readonly kind: 'size' } & Turn<Size>)
  | ({ readonly kind: 'adjusted' } & Thing)
  | { readonly kind: 'adjusted_whole' }

export type Size = { readonly width: number; readonly height: number }

type Item = Thing & { readonly segment: Segment }
type Pair = Turn<Item>

/**
 * What an edit did. Segments are told apart by kind and label, since ids may change. Empty when people would see no
 * difference; what no document describes counts only when there is nothing clearer.
 */
export function findChanges(before: Draft | null, after: Draft | null): Change[] {
  const { added, removed, kept } = match(itemsOf(before), itemsOf(after))
  const changes: Change[] = [
    ...added.map((item): Change => ({ kind: 'added', ...item })),
    ...removed.map(({ type, label }): Change => ({ kind: 'removed', type, label })),
    ...findTransitions(before, after),
    ...kept.flatMap(findKept),
    ...(isReordered(kept) ? [{ kind: 'order' } as const] : []),
    ...findFrame(before, after),
  ]
  return changes.length > 0 ? changes : findLooks(before, after, kept)
}

function findLooks(before: Draft | null, after: Draft | null, kept: readonly Pair[]): Change[] {
  const adjusted = kept.filter((pair) => pair.before.segment.look !== pair.after.segment.look)
  const isWholeAdjusted = before !== null && after !== null && before.look !== after.look
  return [
    ...adjusted.map(({ after: { type, label } }): Change => ({ kind: 'adjusted', type, label })),
    ...(isWholeAdjusted ? [{ kind: 'adjusted_whole' } as const] : []),
  ]
}

function itemsOf(draft: Draft | null): Item[] {
  return (draft?.tracks ?? []).flatMap(({ type, name, segments }) =>
    segments.map((segment) => {
      const own = wordsOf(type, segment)
      return { type, label: { words: own ?? name, isQuoted: own !== null && type === 'text' }, segment }
    }),
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

const keyOf = ({ type, label }: Item): string => JSON.stringify([type, label.isQuoted, label.words])

/** A clip only pushed along by others has not changed itself: its start counts for titles and sounds alone. */
function findKept({ before, after }: Pair): Change[] {
  const { type, label } = after
  const lengthOf = ({ segment }: Item): number => segment.endMs - segment.startMs
  const isMoved = before.segment.startMs !== after.segment.startMs && type !== 'video'
  const isTimed = isMoved || lengthOf(before) !== lengthOf(after)
  const isLouder = before.segment.volume !== after.segment.volume
  const turn = { before: before.segment, after: after.segment }
  return [
    ...(isTimed ? [{ kind: 'moved', type, label, ...turn } as const] : []),
    ...(isLouder ? [{ kind: 'volume', type, label, before: volumeOf(before), after: volumeOf(after) } as const] : []),
  ]
}

/** A draft that names no volume plays at full volume. */
const volumeOf = ({ segment }: Item): number => segment.volume ?? 1

function findTransitions(before: Draft | null, after: Draft | null): Change[] {
  const had = countTransitions(before)
  const has = countTransitions(after)
  return [...new Set([...has.keys(), ...had.keys()])].flatMap((name): Change[] => {
    const change = (has.get(name) ?? 0) - (had.get(name) ?? 0)
    if (change === 0) return []
    return [{ kind: change > 0 ? 'transition_added' : 'transition_removed', name, count: Math.abs(change) }]
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

function findFrame(before: Draft | null, after: Draft | null): Change[] {
  if (!before || !after) return []
  const [oldSize, newSize] = [sizeOf(before), sizeOf(after)]
  const isResized = oldSize && newSize && (oldSize.width !== newSize.width || oldSize.height !== newSize.height)
  const isLonger = before.durationMs !== after.durationMs
  return [
    ...(isLonger ? [{ kind: 'duration', before: before.durationMs, after: after.durationMs } as const] : []),
    ...(isResized ? [{ kind: 'size', before: oldSize, after: newSize } as const] : []),
  ]
}

const sizeOf = ({ width, height }: Draft): Size | null => (width && height ? { width, height } : null)
