import { isDirection } from './directions.ts'
import { ENGLISH_JOINT } from './english-directions.ts'
import { EDITOR_ADDRESS } from './mask.ts'

/** A part of a sentence: `text` as it was written, `masked` for reading it, and what stood between it and the next. */
export type Clause = { readonly text: string; readonly masked: string; readonly separator: string }

/** Emoji that close a sentence; those that point forward open the next. */
const CLOSING = String.raw`(?:[ \t]{0,3}(?![👇👈👉👆☝▶➡⬇⬆])(?:\p{Extended_Pictographic}[\uFE0F\u200D]{0,2}){1,10}(?=\s|$))?`
const SENTENCE_END = new RegExp(
  String.raw`(?:[.!?…]{1,10}["”’)\]*_]{0,6}(?=\s|$)|[。！？…]{1,10}["”’」』）)]{0,6}(?:[*_]{1,3}(?=\s|$))?|${EDITOR_ADDRESS}(?=[ \t]{1,5}\p{Lu}))${CLOSING}[ \t]{0,20}`,
  'gu',
)
const ABBREVIATION = /(?:\b(?:e\.g|i\.e|vs|approx|no|fig|dr|mr|ms)\.|(?:^|[.:;!?：。；]\s{0,3})\d{1,2}\.)\s*$/iu

/** Splits a line into sentences, and these into clauses; put together again they are the line. */
export function splitClauses(line: string, masked: string): Clause[][] {
  const sentences: Clause[][] = []
  let start = 0
  for (const match of masked.matchAll(SENTENCE_END)) {
    const end = match.index + match[0].length
    if (end < start || ABBREVIATION.test(masked.slice(Math.max(start, end - 12), end))) continue
    sentences.push(clausesOf(line.slice(start, end), masked.slice(start, end)))
    start = end
  }
  if (start < line.length) sentences.push(clausesOf(line.slice(start), masked.slice(start)))
  return sentences
}

const BREAK = new RegExp(
  [
    String.raw`(?<bracket>[ \t]{0,3}(?:\([^()\n]{1,300}\)|（[^（）\n]{1,300}）))`,
    String.raw`[,;:](?=\s)[ \t]{1,5}`,
    String.raw`[，；：][ \t]{0,5}`,
    String.raw`(?<!\d)[ \t]{0,3}[—–―]{1,3}[ \t]{0,3}`,
    String.raw`[ \t]{1,3}[-—–]{1,3}[ \t]{1,3}`,
    String.raw`[ \t]{1,3}(?=${ENGLISH_JOINT})`,
  ].join('|'),
  'giu',
)

/** After these a colon is followed by words of the video. */
const SAYS =
  /(?:titles?|captions?|subtitles?|headlines?|headings?|texts?|slogan|tagline|cta|label|reads?|says?|saying|called|named|overlays?|card|words?|lyrics?|voice-?over|narration|script|call[- ]to[- ]action|行动号召|标语|引导语|标题|字幕|文字|文案|口号|台词|旁白|写着|改为|改成|叫|为|是|显示|内容|配音|歌词|片尾|片头)[\s*_]{0,4}$/iu

/** Whether a line or clause that ends so, before its colon, announces words of the video. */
export const announcesWords = (masked: string): boolean => SAYS.test(masked.slice(-60))

function clausesOf(sentence: string, masked: string): Clause[] {
  const clauses: Clause[] = []
  let start = 0
  const push = (end: number, separatorEnd: number): void => {
    if (separatorEnd > start)
      clauses.push({
        text: sentence.slice(start, end),
        masked: masked.slice(start, end),
        separator: sentence.slice(end, separatorEnd),
      })
    start = separatorEnd
  }
  for (const match of masked.matchAll(BREAK)) {
    const { index } = match
    const end = index + match[0].length
    const bracket = match.groups?.bracket
    if (bracket !== undefined) {
      if (!isDirection(bracket.trim().slice(1, -1))) continue
      push(index, index)
      push(end, end)
    } else if (!/[:：]/.test(match[0]) || !announcesWords(masked.slice(start, index))) push(index, end)
  }
  const body = sentence.trimEnd()
  push(Math.max(start, body.length), sentence.length)
  return clauses
}
