import { fits } from './fit-frame.ts'
import { type Asked, FRAMES } from './frames.ts'
import { has, type Token } from './lexicon.ts'

/** What one clause of a message comes to, with the words that decided it. */
export type Clause =
  | { readonly says: 'ask' | 'refuse'; readonly action: Asked; readonly words: readonly string[] }
  | { readonly says: 'edit'; readonly words: readonly string[] }
  | { readonly says: 'nothing' }

/** Reads one clause by itself: a request, a request taken back, an edit, or talk that decides nothing. */
export function readClause(tokens: readonly Token[]): Clause {
  if (tokens.every((token) => has(token, 'filler'))) return { says: 'nothing' }
  const isNegated = tokens.some((token) => has(token, 'negation'))
  const spoken = tokens.filter((token) => !has(token, 'negation'))
  const frame = FRAMES.find((candidate) => fits(candidate, spoken))
  if (frame) {
    const words = spoken.filter((token) => has(token, ...frame.needs.flat())).map(({ text }) => text)
    return { says: isNegated && !frame.evenNegated ? 'refuse' : 'ask', action: frame.asks, words }
  }
  return readTalk(tokens, isNegated)
}

/** A title that is named without a word on how it is, is one to be changed. */
function readTalk(tokens: readonly Token[], isNegated: boolean): Clause {
  if (isNegated && tokens.some((token) => has(token, 'change'))) return { says: 'nothing' }
  const isSettled = !isNegated && tokens.some((token) => has(token, 'praise', 'told'))
  const edits = tokens.filter((token) => has(token, 'edit') || (!isSettled && has(token, 'change', 'element')))
  return edits.length > 0 ? { says: 'edit', words: edits.map(({ text }) => text) } : { says: 'nothing' }
}
