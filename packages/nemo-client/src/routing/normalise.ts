import { stripQuotes } from './quotes.ts'
import { toSimplified } from './traditional.ts'

/** Stands where an address stood, whose letters say nothing about what its sender wants. */
export const LINK = '\uE001'

const CONTRACTIONS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:can't|cant|cannot)\b/g, 'can not'],
  [/\bwon't\b/g, 'will not'],
  [/\b(do|does|did|is|are)nt\b/g, '$1 not'],
  [/\b(what|how|where|that|it)s\b/g, '$1 is'],
  [/\bim\b/g, 'i am'],
  [/\btoo\b(?=[\s.,;!?]*$|[.,;!?])/g, 'also'],
  [/\blet'?s\b/g, 'let us'],
  [/\bid like\b/g, 'i would like'],
  [/n't\b/g, ' not'],
  [/'s\b/g, ' is'],
  [/'re\b/g, ' are'],
  [/'m\b/g, ' am'],
  [/'ve\b/g, ' have'],
  [/'ll\b/g, ' will'],
  [/'d\b/g, ' would'],
]

/**
 * One spelling for what looks different and says the same: full-width signs, case, curly quotes, traditional characters,
 * contractions, stretched letters, emoji and spaces. Addresses and words in quotes are replaced by `LINK` and `QUOTED`.
 */
export function normalise(text: string): string {
  const plain = toSimplified(text.normalize('NFKC').toLowerCase())
    // Nobody sees these, and two of them stand for links and quotes from here on.
    .replace(/[\p{Cf}\p{Co}]/gu, '')
    .replace(/[“”„‟]/g, '"')
    .replace(/[‘’‚‛]/g, "'")
    .replace(/https?:\/\/[^\s\p{Script=Han},;"'<>]+/gu, ` ${LINK} `)
  return CONTRACTIONS.reduce((words, [short, long]) => words.replace(short, long), stripQuotes(plain))
    .replace(/(\p{L})\1{2,}/gu, '$1')
    .replace(/(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\uFE0F)+/gu, ' , ')
    .replace(/(?<=[了吧吗呢啊呀])\s+(?=\p{Script=Han})/gu, ' , ')
}
