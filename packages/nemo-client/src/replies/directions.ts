import * as chinese from './chinese-directions.ts'
import * as english from './english-directions.ts'

export { ENGLISH_JOINT } from './english-directions.ts'

/** A direction says what it is within its first words. */
const LONGEST_HEAD = 400

type Reader = Omit<typeof english, 'ENGLISH_JOINT'>

function languageOf(clause: string): Reader {
  const han = clause.match(/\p{Script=Han}/gu)?.length ?? 0
  if (han === 0) return english
  return han >= (clause.match(/[A-Za-z]+/g)?.length ?? 0) ? chinese : english
}

/** Tells people to do something on a screen. All clauses are given masked. */
export function isDirection(clause: string): boolean {
  const head = clause.slice(0, LONGEST_HEAD)
  return languageOf(head).isDirection(head)
}

/** Belongs to the direction before it: how it goes on, what comes of it, where the control is. */
export function goesOn(clause: string): boolean {
  const head = clause.slice(0, LONGEST_HEAD)
  return languageOf(head).goesOn(head)
}

/** Belongs to the direction after it: `If you like it`, `完成后`. */
export function leadsIn(clause: string): boolean {
  const head = clause.slice(0, LONGEST_HEAD)
  return head.length === clause.length && languageOf(head).leadsIn(head)
}

/** Says nothing but that a direction comes: `Next steps`, `提示`. What stands before a colon, or a heading. */
export function announces(clause: string): boolean {
  const head = clause.slice(0, LONGEST_HEAD)
  return head.length === clause.length && languageOf(head).announces(head)
}

/** Takes the word off that joined a clause to a direction before it, as `and`. */
export const withoutJoint = (text: string): string =>
  text.replace(/^(?:(?:and|but|so|then|or)\s{1,5}|并且|而且|然后|同时|并|但是?|不过)/iu, '')
