import { announces } from './directions.ts'
import { keepContent } from './keep-content.ts'
import { mask } from './mask.ts'
import { announcesWords, splitClauses } from './split-clauses.ts'

/** A line of a reply. `mark` is what makes it an item or a heading; `text` is null when nothing of it is shown. */
export type ReplyLine = {
  readonly kind: 'blank' | 'heading' | 'item' | 'text'
  readonly mark: string
  text: string | null
}

const MARK =
  /^[ \t]{0,40}(?:#{1,6}[ \t]{1,5}|>[ \t]{0,5}|(?:[-*+•·‣▪][ \t]{1,5}|\d{1,3}(?:[.)）][ \t]{1,5}|、)|[①-⑳][ \t]{0,5}))?/u
const BOLD_ALONE = /^[ \t]{0,10}(?:\*\*|__)[^*_\n]{1,120}(?:\*\*|__)[:：]?[ \t]{0,5}$/
const FENCE = /^[ \t]{0,10}(?:```|~~~)/
/** The end of a line that something follows. */
const INTRODUCTION = /[:：][\s*_]{0,6}$/u
const ROW = /^[ \t]{0,10}\|/

/** Reads lines one by one, and keeps of each what directs nobody. Code, and rows of tables, are content. */
export function readLines(said: string): ReplyLine[] {
  let isCode = false
  let isList = false
  let isAfterDirection = false
  return said.split('\n').map((line): ReplyLine => {
    const isFence = FENCE.test(line)
    if (isFence) isCode = !isCode
    if (line.trim() === '') return { kind: 'blank', mark: '', text: line }
    if (isFence || isCode || ROW.test(line)) return { kind: 'text', mark: '', text: line }
    const kind = kindOf(line)
    // what is listed after “Titles:” are words of the video
    if (isList && kind === 'item') return { kind, mark: '', text: line }
    isList = INTRODUCTION.test(line.slice(-10)) && announcesWords(line.slice(-80).replace(INTRODUCTION, ''))
    const read = readLine(line, kind, kind === 'item' && isAfterDirection)
    isAfterDirection = read.text === null && kind === 'item'
    return read
  })
}

function kindOf(line: string): 'heading' | 'item' | 'text' {
  const mark = MARK.exec(line)?.[0].trim() ?? ''
  if (mark.startsWith('#') || BOLD_ALONE.test(line)) return 'heading'
  return mark === '' || mark === '>' ? 'text' : 'item'
}

function readLine(line: string, kind: ReplyLine['kind'], isAfterDirection: boolean): ReplyLine {
  const mark = MARK.exec(line)?.[0] ?? ''
  const body = line.slice(mark.length)
  const kept = keepContent(splitClauses(body, mask(body)), isAfterDirection)
  if (!kept.isTouched) return { kind, mark: '', text: line }
  const isContent = /[\p{L}\p{N}]/u.test(kept.text)
  return { kind, mark, text: isContent ? `${mark}${balanced(kept.text, body)}` : null }
}

/** A bold mark whose partner went with a direction goes too. */
function balanced(text: string, original: string): string {
  const isEven = (words: string): boolean => words.split('**').length % 2 === 1
  if (isEven(text) || !isEven(original)) return text
  const at = text.lastIndexOf('**')
  return `${text.slice(0, at)}${text.slice(at + 2)}`.trim()
}

/** A longer block is not only directions. */
const LONGEST_BLOCK = 200

/** Takes out what announced only lines that are not shown: `Next steps:`, `## How to export`. From the end to the start. */
export function dropAnnouncements(lines: readonly ReplyLine[]): void {
  for (let index = lines.length - 1; index >= 0; index--) {
    const line = lines[index]
    if (line === undefined || line.text === null) continue
    const isIntroduction = INTRODUCTION.test(line.text.slice(-10))
    if (line.kind === 'heading') {
      const isNext = (next: ReplyLine): boolean => levelOf(next) <= levelOf(line)
      if (isNothingLeft(lines, index, announces(line.text) ? endsBlock : isNext)) line.text = null
    } else if (isIntroduction && isNothingLeft(lines, index, endsBlock)) line.text = withoutIntroduction(line.text)
  }
}

const levelOf = ({ kind, text, mark }: ReplyLine): number =>
  kind === 'heading' ? (/#{1,6}/.exec(mark || (text ?? ''))?.[0].length ?? 7) : 99
const endsBlock = ({ kind }: ReplyLine, isApart: boolean): boolean => kind === 'heading' || (isApart && kind !== 'item')

/** Whether there were lines after this one that it stood above, and none of them is shown. */
function isNothingLeft(
  lines: readonly ReplyLine[],
  index: number,
  isEnd: (line: ReplyLine, isApart: boolean) => boolean,
): boolean {
  let isAnyGone = false
  let isApart = false
  for (let at = index + 1; at < lines.length && at <= index + LONGEST_BLOCK; at++) {
    const line = lines[at]
    if (line === undefined || (line.kind !== 'blank' && isEnd(line, isApart))) return isAnyGone
    if (line.kind === 'blank') isApart = isAnyGone
    else if (line.text !== null) return false
    else isAnyGone = true
  }
  return isAnyGone && index + LONGEST_BLOCK >= lines.length - 1
}

/** Less its last sentence, or less the last clause where that only announces. */
function withoutIntroduction(text: string): string | null {
  const mark = MARK.exec(text)?.[0] ?? ''
  const body = text.slice(mark.length)
  const sentences = splitClauses(body, mask(body))
  const last = sentences.at(-1) ?? []
  const rest = sentences.slice(0, -1).flat()
  const clause = last.at(-1)
  const opening = last.slice(0, -1)
  const isOnlyEndGone = opening.length > 0 && clause !== undefined && announces(clause.masked)
  const kept = isOnlyEndGone ? [...rest, ...opening] : rest
  const words = kept
    .map(({ text: part, separator }, at) => (at < kept.length - 1 ? `${part}${separator}` : part))
    .join('')
    .trim()
  return words === '' ? null : `${mark}${words}`
}
