import { correct } from './misspellings.ts'
import { LINK } from './normalise.ts'
import { QUOTED } from './quotes.ts'

/** What ends a clause: any sign that ends or divides a sentence. */
export const BREAK = ','

const HAN = /\p{Script=Han}/u
const FILE = /\.(?:jpe?g|png|gif|webp|hei[cf]|mp4|mov|avi|webm|mkv|mp3|wav|m4a|aac)$/
const PIECE = /[\uE000\uE001]|\p{Script=Han}|(?:(?!\p{Script=Han})[\p{L}\p{M}\p{N}._'@:+-])+|[^\s\p{L}\p{M}\p{N}]|\n/gu

/** Cuts normalised text into words, Chinese characters and breaks. */
export function unitsOf(text: string): string[] {
  return (text.match(PIECE) ?? []).flatMap(unitsOfPiece)
}

function unitsOfPiece(piece: string): string[] {
  if (piece === QUOTED || piece === LINK || HAN.test(piece)) return [piece]
  if (!/[\p{L}\p{N}]/u.test(piece)) return isJoiner(piece) ? [] : [BREAK]
  if (FILE.test(piece) || piece.includes('@')) return [LINK]
  return piece.split(/(?<!\p{N})[.:]+|[.:]+(?!\p{N})/u).flatMap(wordsOf)
}

/** The signs between words: `a.b` are two clauses, `9:16` and `2.5` one word. */
function wordsOf(part: string, index: number): string[] {
  const word = part.replace(/^['_+-]+|(?<!['_+-])['_+-]+$/g, '')
  return [...(index > 0 ? [BREAK] : []), ...(word ? [correct(word)] : [])]
}

/** Signs that stand within a phrase and end nothing. */
const isJoiner = (sign: string): boolean => /^['*_#~～^"+]+$/.test(sign)
