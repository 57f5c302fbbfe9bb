import { CHINESE_KINDS, ENGLISH_KINDS, type WordKind } from './vague-words.ts'

/** Who writes more than this has said something. */
const LONGEST_VAGUE_CHARS = 100
const LONGEST_CHINESE_WORD = Math.max(...[...CHINESE_KINDS.keys()].map((word) => word.length))

/**
 * Whether an English or Chinese instruction asks for something good and says nothing of what that is. One word that is
 * not known to be empty is enough for no.
 */
export function isVague(instruction: string): boolean {
  const text = instruction.normalize('NFKC').toLowerCase()
  if (text.length > LONGEST_VAGUE_CHARS) return false
  const runs = text.match(/\p{Script=Han}+|[^\p{Script=Han}\s\p{P}]+/gu) ?? []
  const kinds = runs.flatMap((run) =>
    /^\p{Script=Han}/u.test(run) ? chineseKinds(run) : [ENGLISH_KINDS.get(run) ?? null],
  )
  if (kinds.includes(null)) return false
  // "great, do it" praises what was there before it asks
  const asksAt = kinds.indexOf('asks')
  return kinds.includes('improves') || (asksAt !== -1 && kinds.lastIndexOf('praises') > asksAt)
}

/** Chinese has no spaces: the longest known word at each place. Ends with null where none is known. */
function chineseKinds(run: string): (WordKind | null)[] {
  const kinds: (WordKind | null)[] = []
  for (let at = 0; at < run.length; ) {
    let length = LONGEST_CHINESE_WORD
    while (length > 0 && !CHINESE_KINDS.has(run.slice(at, at + length))) length--
    const kind = CHINESE_KINDS.get(run.slice(at, at + length)) ?? null
    kinds.push(kind)
    if (kind === null) break
    at += length
  }
  return kinds
}
