import { announces, goesOn, isDirection, leadsIn, withoutJoint } from './directions.ts'
import type { Clause } from './split-clauses.ts'

/** What is left of a line; told only when something of it went. */
export type Kept = { readonly text: string; readonly isTouched: boolean }

type Judged = Clause & { isGone: boolean }

/**
 * Keeps, word for word, the clauses of a line that direct nobody.
 * @param isAfterDirection whether the step before, in a list, was one
 */
export function keepContent(sentences: readonly (readonly Clause[])[], isAfterDirection = false): Kept {
  const judged = sentences.map((clauses) =>
    clauses.map((clause): Judged => ({ ...clause, isGone: isDirection(clause.masked) })),
  )
  judged.forEach((clauses, index) => {
    dropWhatGoesOn(clauses, index > 0 ? isAllGone(judged[index - 1] ?? []) : isAfterDirection)
    dropWhatLeadsIn(clauses)
  })
  for (let index = judged.length - 2; index >= 0; index--) dropQuestion(judged[index] ?? [], judged[index + 1] ?? [])
  const isTouched = judged.some((clauses) => clauses.some(({ isGone }) => isGone))
  return { text: isTouched ? join(judged) : '', isTouched }
}

const isAllGone = (clauses: readonly Judged[]): boolean => clauses.every(({ isGone }) => isGone)

function dropWhatGoesOn(clauses: readonly Judged[], isAfterDirection: boolean): void {
  let isPreviousGone = isAfterDirection
  for (const clause of clauses) {
    // what comes of a direction may be told in a sentence of its own, a condition may not: it belongs to what follows
    if (!clause.isGone && isPreviousGone && goesOn(clause.masked) && (clause !== clauses[0] || !leadsIn(clause.masked)))
      clause.isGone = true
    isPreviousGone = clause.isGone
  }
}

function dropWhatLeadsIn(clauses: readonly Judged[]): void {
  for (let index = clauses.length - 2; index >= 0; index--) {
    const [clause, next] = [clauses[index], clauses[index + 1]]
    if (clause === undefined || next === undefined || clause.isGone || !next.isGone) continue
    // what stands in brackets is told beside a clause, not by it
    if (/^\s{0,3}[(（]/u.test(next.masked)) continue
    const isBeforeColon = /^\s{0,3}[:：—–-]/u.test(clause.separator)
    clause.isGone = leadsIn(clause.masked) || (isBeforeColon && announces(clause.masked))
  }
}

/** `Want to change the music?` before a direction. */
function dropQuestion(clauses: readonly Judged[], next: readonly Judged[]): void {
  const [only] = clauses
  if (clauses.length !== 1 || only === undefined || only.isGone || !isAllGone(next)) return
  if (/[?？]/u.test(only.masked) && leadsIn(only.masked)) only.isGone = true
}

function join(sentences: readonly (readonly Judged[])[]): string {
  const parts: string[] = []
  let isOpen = false
  for (const clauses of sentences) {
    const sentence = joinClauses(clauses)
    if (sentence === '') continue
    const before = parts.at(-1) ?? ''
    // a sentence whose end went with a direction is told apart from the next by its line
    if (isOpen) parts.push('\n', sentence.trimStart())
    else parts.push(gapBetween(before, sentence), sentence)
    isOpen = clauses.at(-1)?.isGone === true
  }
  return parts.join('').trim()
}

/** Clauses with what stood between them; what joined the first or the last one to a direction goes with it. */
function joinClauses(clauses: readonly Judged[]): string {
  const last = clauses.findLastIndex(({ isGone }) => !isGone)
  const parts: string[] = []
  for (const [index, clause] of clauses.entries()) {
    if (clause.isGone) continue
    const words = parts.length === 0 && index > 0 ? withoutJoint(clause.text.trimStart()) : clause.text
    parts.push(gapBetween(parts.at(-1) ?? '', words), words)
    const isFollowed = index < last || last === clauses.length - 1
    if (isFollowed && clause.separator !== '') parts.push(clause.separator)
  }
  const text = parts.join('')
  return last < clauses.length - 1 ? text.trimEnd() : text
}

/** Words that a direction stood between do not become one. */
const gapBetween = (before: string, after: string): string =>
  /\w/.test(before.slice(-1)) && /\w/.test(after.slice(0, 1)) ? ' ' : ''
