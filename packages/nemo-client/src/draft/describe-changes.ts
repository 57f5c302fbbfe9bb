import { type ChangePhrases, phrasesFor } from './change-phrases.ts'
import { type Change, findChanges, type Label, type Size } from './find-changes.ts'
import type { Draft } from './read-draft.ts'
import { percent, seconds, span } from './wording.ts'

const MOST_CHANGES = 50

/**
 * Says in words what an edit did, one text for each difference. English, or Chinese for `zh…`. Empty when people would
 * see no difference.
 */
export function describeChanges(before: Draft | null, after: Draft | null, language: string): string[] {
  const phrases = phrasesFor(language)
  return findChanges(before, after)
    .slice(0, MOST_CHANGES)
    .map((change) => describe(change, phrases))
}

function describe(change: Change, phrases: ChangePhrases): string {
  const kindOf = (thing: { type: keyof ChangePhrases['kinds'] }): string => phrases.kinds[thing.type]
  const named = ({ words, isQuoted }: Label): string => (isQuoted ? `"${words}"` : (words ?? phrases.untitled))
  switch (change.kind) {
    case 'added': {
      const { type, label, segment } = change
      if (type !== 'audio') return phrases.added(kindOf(change), named(label), span(segment))
      return phrases.musicAdded(named(label), segment.volume === null ? null : percent(segment.volume))
    }
    case 'removed':
      return phrases.removed(kindOf(change), named(change.label))
    case 'transition_added':
      return phrases.transitionAdded(change.name, change.count)
    case 'transition_removed':
      return phrases.transitionRemoved(change.name, change.count)
    case 'moved':
      return phrases.moved(kindOf(change), named(change.label), span(change.before), span(change.after))
    case 'volume':
      return phrases.volume(kindOf(change), named(change.label), percent(change.before), percent(change.after))
    case 'order':
      return phrases.order
    case 'duration':
      return phrases.duration(`${seconds(change.before)}s`, `${seconds(change.after)}s`)
    case 'size':
      return phrases.size(sizeText(change.before), sizeText(change.after))
    case 'adjusted':
      return phrases.adjusted(kindOf(change), named(change.label))
    case 'adjusted_whole':
      return phrases.adjustedWhole
  }
}

const sizeText = ({ width, height }: Size): string => `${width}x${height}`
