import { CHINESE } from './chinese-directions.ts'
import type { DirectionReader } from './direction-reader.ts'
import { ENGLISH } from './english-directions.ts'

/** A direction says what it is within its first words. */
const LONGEST_HEAD = 400

/** A clause in which one language only names something in the other is of the one with more words. */
function readerOf(clause: string): DirectionReader {
  const han = clause.match(/\p{Script=Han}/gu)?.length ?? 0
  if (han === 0) return ENGLISH
  return han >= (clause.match(/[A-Za-z]+/g)?.length ?? 0) ? CHINESE : ENGLISH
}

export function isDirection(clause: string): boolean {
  const head = clause.slice(0, LONGEST_HEAD)
  return readerOf(head).isDirection(head)
}

export function goesOn(clause: string): boolean {
  const head = clause.slice(0, LONGEST_HEAD)
  return readerOf(head).goesOn(head)
}

export const leadsIn = (clause: string): boolean => clause.length <= LONGEST_HEAD && readerOf(clause).leadsIn(clause)

export const announces = (clause: string): boolean =>
  clause.length <= LONGEST_HEAD && readerOf(clause).announces(clause)

/** Takes the word off that joined a clause to a direction before it, as `and`. */
export const withoutJoint = (text: string): string =>
  text.replace(/^(?:(?:and|but|so|then|or)\s{1,5}|并且|而且|或者|然后|同时|并|但是?|不过)/iu, '')
