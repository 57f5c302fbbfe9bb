import { NUMBER, readNumber } from './read-number.ts'

/** A music bed: `name` is null when only the loudness is spoken of. `volume` is 0…1. */
export type MusicWish = { name: string | null; volume: number | null }

const MENTION = /\b(?:music|bgm|soundtrack|song|tune|audio\s+track|beats?)\b|音乐|bgm|配乐|伴奏/i
const ADDS = /\b(?:add|with|use|put|include|play|set|change|replace|give)\b|加|配|用|放|换|来/i
const STYLES: readonly (readonly [RegExp, string])[] = [
  [/\blo-?\s?fi\b|低保真/i, 'Lo-fi'],
  [/\bhip-?\s?hop\b|嘻哈/i, 'Hip-hop'],
  [/\bjazz(?:y)?\b|爵士/i, 'Jazz'],
  [/\bpiano\b|钢琴/i, 'Piano'],
  [/\bacoustic\b|\bguitar\b|吉他|民谣/i, 'Acoustic'],
  [/\bambient\b|氛围/i, 'Ambient'],
  [/\bcinematic\b|\bepic\b|史诗|电影感/i, 'Cinematic'],
  [/\belectronic\b|\bedm\b|\btechno\b|\bhouse\b|电子/i, 'Electronic'],
  [/\bclassical\b|古典/i, 'Classical'],
  [/\brock\b|摇滚/i, 'Rock'],
  [/\bpop\b|流行/i, 'Pop'],
  [/\bupbeat\b|\benergetic\b|\bhappy\b|\bcheerful\b|欢快|轻快|动感/i, 'Upbeat'],
  [/\bcalm\b|\bsoft\b|\brelax(?:ing|ed)?\b|\bgentle\b|舒缓|轻柔|安静|轻音乐/i, 'Calm'],
]
const PERCENT = new RegExp(`(${NUMBER})\\s*(?:%|％|percent)|百分之(${NUMBER})`, 'giu')
const LOUDNESS = /\bvolume\b|\bloud(?:er|ness)?\b|\bquiet(?:er)?\b|音量|声音/i

/** Reads a wish for music and how loud it is to be; null when there is none. */
export function readMusic(text: string): MusicWish | null {
  const volume = readVolume(text)
  const style = STYLES.find(([pattern]) => pattern.test(text))?.[1]
  if (!MENTION.test(text)) return volume !== null && LOUDNESS.test(text) ? { name: null, volume } : null
  const relative = readRelative(text)
  if (style === undefined && (relative !== null || (volume !== null && !ADDS.test(text))))
    return { name: null, volume: volume ?? relative }
  return { name: style ?? 'Background music', volume }
}

function readVolume(text: string): number | null {
  const percents = [...text.matchAll(PERCENT)].map((match) => readNumber(match[1] ?? match[2] ?? ''))
  const percent = percents.find((value) => value !== null)
  return percent === undefined || percent === null ? null : Math.min(100, percent) / 100
}

function readRelative(text: string): number | null {
  if (/\b(?:quieter|softer|lower|turn\s+down)\b|小声|小一点|调低|降低/i.test(text)) return 0.2
  return /\b(?:louder|higher|turn\s+up)\b|大声|大一点|调高|提高/i.test(text) ? 0.7 : null
}
