import { CHINESE_WORDS } from './chinese-words.ts'
import { ENGLISH_WORDS } from './english-words.ts'
import { LINK } from './normalise.ts'
import { QUOTED } from './quotes.ts'
import { BREAK, unitsOf } from './units.ts'
import type { WordClass, Words } from './word-classes.ts'

/** A word or phrase of a message, as the lists have it, and all that it can do. Words that no list has can do nothing. */
export type Token = { readonly text: string; readonly classes: ReadonlySet<WordClass> }

type Entry = { readonly text: string; readonly classes: Set<WordClass> }

const LEXICON = new Map<string, Entry>([
  [BREAK, { text: BREAK, classes: new Set(['break']) }],
  [QUOTED, { text: 'quote', classes: new Set(['content']) }],
  [LINK, { text: 'link', classes: new Set(['link']) }],
])
readInto(LEXICON, ENGLISH_WORDS)
readInto(LEXICON, CHINESE_WORDS)

const LONGEST = Math.max(...[...LEXICON.keys()].map((key) => key.split(' ').length))
const NUMBER = /^#?\p{N}+(?:[.:]\p{N}+)?(?:p|k|st|nd|rd|th)?$/u
const NUMBER_CLASSES: ReadonlySet<WordClass> = new Set(['number'])
const NONE: ReadonlySet<WordClass> = new Set()

export const has = (token: Token, ...classes: readonly WordClass[]): boolean =>
  classes.some((it) => token.classes.has(it))

/** Reads a message word by word, each time the longest entry that fits. */
export function tokensOf(text: string): Token[] {
  const units = unitsOf(text)
  const tokens: Token[] = []
  for (let position = 0; position < units.length; ) {
    const { token, length } = longestAt(units, position)
    tokens.push(token)
    position += length
  }
  return tokens
}

function longestAt(units: readonly string[], position: number): { token: Token; length: number } {
  for (let length = Math.min(LONGEST, units.length - position); length > 0; length--) {
    const token = LEXICON.get(units.slice(position, position + length).join(' '))
    if (token) return { token, length }
  }
  const text = units[position] ?? ''
  return { token: { text, classes: NUMBER.test(text) ? NUMBER_CLASSES : NONE }, length: 1 }
}

function readInto(lexicon: Map<string, Entry>, words: Words): void {
  for (const [wordClass, list] of Object.entries(words) as [WordClass, string][]) {
    for (const text of list.split(',').map((entry) => entry.trim())) {
      const key = unitsOf(text).join(' ')
      const entry = lexicon.get(key) ?? { text, classes: new Set() }
      lexicon.set(key, { ...entry, classes: entry.classes.add(wordClass) })
    }
  }
}
