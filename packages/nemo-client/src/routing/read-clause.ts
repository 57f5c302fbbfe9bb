import { type Asked, FRAMES, type Frame } from './frames.ts'
import type { Token } from './lexicon.ts'
import type { WordClass } from './word-classes.ts'

/** What one clause of a message comes to, with the words that decided it. */
export type Clause =
  | { readonly says: 'ask' | 'refuse'; readonly action: Asked; readonly words: readonly string[] }
  | { readonly says: 'edit'; readonly words: readonly string[] }
  | { readonly says: 'nothing' }

const has = (token: Token, ...classes: readonly WordClass[]): boolean => classes.some((it) => token.classes.has(it))

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
  if (isNegated && tokens.some((token) => has(token, 'change'))) return { says: 'nothing' }
  const isPraised = !isNegated && tokens.some((token) => has(token, 'praise'))
  const edits = tokens.filter((token) => has(token, 'edit') || (!isPraised && has(token, 'change', 'element')))
  return edits.length > 0 ? { says: 'edit', words: edits.map(({ text }) => text) } : { says: 'nothing' }
}

function fits({ needs, beside, end }: Frame, tokens: readonly Token[]): boolean {
  const missing = new Set(needs)
  const allowed = [...needs.flat(), ...beside]
  let isInEnd = false
  for (const token of tokens) {
    for (const need of missing) if (has(token, ...need)) missing.delete(need)
    isInEnd ||= missing.size === 0 && end !== undefined && has(token, end)
    const isAtHome = has(token, ...allowed) || (isInEnd && !has(token, 'edit', 'change', 'element'))
    if (!isAtHome) return false
  }
  return missing.size === 0
}
