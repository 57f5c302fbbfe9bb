import type { Asked } from './frames.ts'
import { type Token, tokensOf } from './lexicon.ts'
import { normalise } from './normalise.ts'
import { type Clause, readClause } from './read-clause.ts'

export type Routed = {
  readonly action: Asked | 'edit'
  /** The words that decided it, as the word lists spell them, never the message's own: empty when nothing but the lack of a request did. */
  readonly words: readonly string[]
}

/** When a message asks for several things: doing comes before reading, and small talk ("how is it going") last. */
const ORDER: readonly Asked[] = ['upload', 'export', 'credits', 'status']
const MOST_WORDS = 8

/**
 * Says what a person wants who writes to a job, in English or Chinese: one of the four things that are done without an
 * instruction, or an edit, which is also all that is unclear. A request beside an edit is an edit. Same text, same answer;
 * the time it takes grows with the length of the text and with nothing else.
 */
export function routeMessage(text: string): Routed {
  const clauses = clausesOf(tokensOf(normalise(text))).map(readClause)
  const edits = clauses.filter((clause) => clause.says === 'edit')
  if (edits.length > 0) return routed('edit', edits)
  const refused = new Set(clauses.flatMap((clause) => (clause.says === 'refuse' ? [clause.action] : [])))
  const action = ORDER.find((it) => !refused.has(it) && clauses.some((clause) => isAskFor(clause, it)))
  if (action === undefined) return routed('edit', [])
  return routed(
    action,
    clauses.filter((clause) => isAskFor(clause, action)),
  )
}

const isAskFor = (clause: Clause, action: Asked): boolean => clause.says === 'ask' && clause.action === action

function routed(action: Routed['action'], clauses: readonly Clause[]): Routed {
  const words = clauses.flatMap((clause) => (clause.says === 'nothing' ? [] : clause.words))
  return { action, words: [...new Set(words)].slice(0, MOST_WORDS) }
}

function clausesOf(tokens: readonly Token[]): Token[][] {
  const clauses: Token[][] = [[]]
  for (const token of tokens) {
    if (token.classes.has('break')) clauses.push([])
    else clauses.at(-1)?.push(token)
  }
  return clauses.filter((clause) => clause.length > 0)
}
