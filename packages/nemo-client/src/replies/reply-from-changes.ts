import type { Change } from '../draft/find-changes.ts'
import { type ChangeSentences, sentencesFor } from './change-sentences.ts'

const MOST_SENTENCES = 10
/** More clips than this are told together: a first draft may hold a hundred of them. */
const MOST_ALIKE = 3

/**
 * One line on what an edit did, for the many edits that NEMO makes in silence: `Added title “Urban Dreams” (0–3 s).
 * Background music: Lo-fi at 35 %.` English, or Chinese for `zh…`. Null when nothing changed.
 */
export function replyFromChanges(changes: readonly Change[], language: string): string | null {
  if (changes.length === 0) return null
  const sentences = sentencesFor(language)
  const told = groupAlike(changes).map((group) => tell(group, sentences))
  const shown = told.length > MOST_SENTENCES ? told.slice(0, MOST_SENTENCES - 1) : told
  const hidden = told.length - shown.length
  return [...shown, ...(hidden > 0 ? [sentences.more(hidden)] : [])].join(sentences.gap)
}

/** Changes of one kind to clips become one group, when they are many. */
function groupAlike(changes: readonly Change[]): Change[][] {
  const groups = Map.groupBy(changes, (change) => (isOfClip(change) ? change.kind : change))
  return [...groups.values()].flatMap((group) => (group.length > MOST_ALIKE ? [group] : group.map((one) => [one])))
}

const isOfClip = (change: Change): boolean =>
  (change.kind === 'added' || change.kind === 'removed' || change.kind === 'moved') && change.type === 'video'

function tell(group: readonly Change[], sentences: ChangeSentences): string {
  const [first] = group
  if (first === undefined) return ''
  if (group.length === 1) return sentences.one(first)
  if (first.kind === 'removed') return sentences.clipsRemoved(group.length)
  if (first.kind === 'moved') return sentences.clipsTimed(group.length)
  const segments = group.flatMap((change) => (change.kind === 'added' ? [change.segment] : []))
  return sentences.clipsAdded(group.length, {
    startMs: Math.min(...segments.map(({ startMs }) => startMs)),
    endMs: Math.max(...segments.map(({ endMs }) => endMs)),
  })
}
