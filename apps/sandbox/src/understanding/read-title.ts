/** A title to be set, made bigger or smaller (`scale` is a factor). */
export type TitleWish = { text: string | null; scale: number | null }

const QUOTED = `["“「『《]([^"”」』》\\n]{1,120})["”」』》]|(?<![\\p{L}])'([^'\\n]{1,120})'(?![\\p{L}])`
const ENGLISH_NOUN = '(?:title|headline|caption|heading|text(?:\\s+overlay)?|overlay)'
const CHINESE_NOUN = '(?:标题|字幕|文字|片头|主题文字)'

const PATTERNS: readonly RegExp[] = [
  new RegExp(`\\b${ENGLISH_NOUN}\\b[^"“「『《'.;\\n]{0,40}?(?:${QUOTED})`, 'iu'),
  new RegExp(`(?:${QUOTED})[^.;\\n"“]{0,20}\\b${ENGLISH_NOUN}\\b`, 'iu'),
  new RegExp(`${CHINESE_NOUN}[^"“「『《。；\\n]{0,12}?(?:${QUOTED})`, 'iu'),
  new RegExp(`(?:${QUOTED})[^。；，\\n]{0,8}${CHINESE_NOUN}`, 'iu'),
  new RegExp(`\\b${ENGLISH_NOUN}\\s*[:：]\\s*([^"“,.;，。；\\n]{1,120})`, 'iu'),
  new RegExp(
    `${CHINESE_NOUN}\\s*(?:[:：]|(?:内容)?(?:改成|改为|换成|写着|写上|叫做|叫|写|为|是))\\s*([^"“，。；,;\\n]{1,60})`,
    'iu',
  ),
]

const SAID_OF_TITLE = /\b(?:title|headline|caption|heading|text)\b|标题|字幕|文字/i
const BIGGER = /\b(?:bigger|larger|enlarge|increase)\b|更大|大一[点些]|放大|变大|加大/i
const SMALLER = /\b(?:smaller|shrink|reduce)\b|更小|小一[点些]|缩小|变小/i

/** Reads a title's text or a change of its size; null when neither is asked for. */
export function readTitle(text: string): TitleWish | null {
  const found = PATTERNS.map((pattern) => pattern.exec(text)).find((match) => match !== null)
  const words = found?.slice(1).find((group) => group !== undefined && group.trim() !== '')
  const scale = SAID_OF_TITLE.test(text) ? readScale(text) : null
  if (words === undefined) return scale === null ? null : { text: null, scale }
  return { text: words.trim(), scale }
}

function readScale(text: string): number | null {
  if (BIGGER.test(text)) return 1.4
  return SMALLER.test(text) ? 0.7 : null
}
