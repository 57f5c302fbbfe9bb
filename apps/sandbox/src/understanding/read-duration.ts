import { NUMBER, readNumber } from './read-number.ts'

/** Lengths that an instruction names, each for what it is said of. */
export type Durations = { totalMs?: number; perPhotoMs?: number; transitionMs?: number; titleMs?: number }

const AMOUNT = new RegExp(`(${NUMBER})[\\s-]*(?:(seconds?|secs?|s(?![a-z])|秒钟?)|(minutes?|mins?|分钟))`, 'giu')
const PER_PHOTO_AFTER =
  /^\s*(?:long\s*)?(?:(?:for|per|on|of)\s+)?(?:each|every|per|apiece|一张|每张)|^\s*(?:a|an)\s+(?:photo|picture|image|slide)/i
const PER_PHOTO_BEFORE =
  /(?:每张|每个|每幅|每一张)[^，。；,;.]{0,12}$|\b(?:each|every)\s+(?:photo|picture|image|slide|one)?[^,.;]{0,20}$/i
const TRANSITION_AFTER =
  /^\s*(?:的)?\s*(?:long\s+)?(?:cross-?\s*fades?|cross-?dissolves?|transitions?|dissolves?|fades?|转场|过渡|淡入)/i
const TRANSITION_BEFORE =
  /(?:转场|过渡)(?:时间|时长)?[^，。；,;.]{0,6}$|\b(?:transitions?|cross-?fades?|dissolves?)\s+(?:of|for|lasting|at)\s*$/i
const TITLE_BEFORE =
  /(?:标题|片头|字幕)[^，。；,;.]{0,20}(?:显示|持续|停留)\s*$|\b(?:title|headline|caption|text)\b[^,.;]{0,80}\bfor\s+(?:the\s+first\s+)?$/i

const LIMITS = {
  totalMs: [1_000, 300_000],
  perPhotoMs: [200, 60_000],
  transitionMs: [40, 5_000],
  titleMs: [200, 60_000],
} as const

/** Finds lengths in seconds or minutes, in figures, English words or Chinese numerals. The last of a kind counts. */
export function readDurations(text: string): Durations {
  const found: Durations = {}
  for (const match of text.matchAll(AMOUNT)) {
    const amount = readNumber(match[1] ?? '')
    if (amount === null) continue
    const before = text.slice(0, match.index)
    const after = text.slice(match.index + match[0].length)
    const kind = kindOf(before, after)
    const [min, max] = LIMITS[kind]
    const value = Math.round(amount * (match[3] === undefined ? 1_000 : 60_000))
    found[kind] = Math.min(max, Math.max(min, value))
  }
  return found
}

function kindOf(before: string, after: string): keyof Durations {
  if (TRANSITION_AFTER.test(after) || TRANSITION_BEFORE.test(before)) return 'transitionMs'
  if (PER_PHOTO_AFTER.test(after) || PER_PHOTO_BEFORE.test(before)) return 'perPhotoMs'
  return TITLE_BEFORE.test(before) ? 'titleMs' : 'totalMs'
}
