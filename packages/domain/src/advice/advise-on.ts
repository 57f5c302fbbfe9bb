import { isVague } from './is-vague.ts'
import { type AdviceWords, adviceWordsFor } from './wording.ts'

export type AdviceCode = 'vague_instruction' | 'mixed_aspect_ratios' | 'many_small_photos'
/** What would work better, told without stopping anything. */
export type Advice = { readonly code: AdviceCode; readonly message: string }
/** In pixels, as shown. */
export type PhotoSize = { readonly width: number; readonly height: number }

/** Square photos beside 16:9, or upright beside lying ones; 3:2 beside 4:3 is no trouble. */
const RATIOS_DIFFER_FROM = 1.7
const SMALL_BELOW_PIXELS = 800
const MANY_PHOTOS = 10

/**
 * Advice on a job's instructions and the photos of one of its steps, in Chinese for any `zh…` language and in English for
 * all others; each code at most once. In doubt it says nothing.
 */
export function adviseOn(asked: {
  readonly instructions: readonly string[]
  readonly photos: readonly PhotoSize[]
  readonly language: string
}): Advice[] {
  const words = adviceWordsFor(asked.language)
  const photos = asked.photos.filter(({ width, height }) => width > 0 && height > 0)
  return [onInstructions(asked.instructions, words), onRatios(photos, words), onSizes(photos, words)].filter(
    (advice) => advice !== null,
  )
}

function onInstructions(instructions: readonly string[], words: AdviceWords): Advice | null {
  const place = instructions.findIndex(isVague)
  if (place === -1) return null
  return { code: 'vague_instruction', message: words.vagueInstruction(instructions.length === 1 ? null : place + 1) }
}

function onRatios(photos: readonly PhotoSize[], words: AdviceWords): Advice | null {
  const sorted = photos.toSorted((one, other) => ratioOf(one) - ratioOf(other))
  const [narrowest] = sorted
  const widest = sorted.at(-1)
  if (narrowest === undefined || widest === undefined) return null
  if (ratioOf(widest) / ratioOf(narrowest) < RATIOS_DIFFER_FROM) return null
  const message = words.mixedRatios(ratioName(narrowest), ratioName(widest))
  return { code: 'mixed_aspect_ratios', message }
}

function onSizes(photos: readonly PhotoSize[], words: AdviceWords): Advice | null {
  const small = photos.filter(({ width, height }) => Math.max(width, height) < SMALL_BELOW_PIXELS).length
  if (photos.length < MANY_PHOTOS || small * 2 < photos.length) return null
  return { code: 'many_small_photos', message: words.smallPhotos(small, photos.length, SMALL_BELOW_PIXELS) }
}

const ratioOf = ({ width, height }: PhotoSize): number => width / height

const WELL_KNOWN: readonly PhotoSize[] = [
  { width: 1, height: 1 },
  { width: 5, height: 4 },
  { width: 4, height: 3 },
  { width: 3, height: 2 },
  { width: 16, height: 9 },
  { width: 2, height: 1 },
  { width: 21, height: 9 },
].flatMap((lying) => [lying, { width: lying.height, height: lying.width }])
const CLOSE_ENOUGH = 0.02

/** `16:9` for what is nearly that, `1:2.4` for what has no name. */
function ratioName(photo: PhotoSize): string {
  const ratio = ratioOf(photo)
  const known = WELL_KNOWN.find((size) => Math.abs(ratio / ratioOf(size) - 1) < CLOSE_ENOUGH)
  if (known !== undefined) return `${known.width}:${known.height}`
  return ratio > 1 ? `${tenths(ratio)}:1` : `1:${tenths(1 / ratio)}`
}

const tenths = (value: number): number => Math.round(value * 10) / 10
