import { dropAnnouncements, type ReplyLine, readLines } from './reply-lines.ts'

/** What was said may show another direction once one is gone; more than this many in one another are nobody's words. */
const MOST_PASSES = 6

/**
 * What NEMO said, less its directions for a screen that nobody sees (to click, open, drag, preview in the timeline,
 * export, look at the account), in English and Chinese. What describes the video stays word for word; what is left is
 * joined by white space only. Empty when all of it were directions.
 */
export function shownReply(said: string): string {
  let shown = said.trim()
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const next = onePass(shown)
    if (next === shown) break
    shown = next
  }
  return shown
}

function onePass(said: string): string {
  const lines = readLines(said)
  dropAnnouncements(lines)
  return withoutGaps(lines).join('\n').trim()
}

/** The lines that are shown; of the blank ones around lines that went, those before or those behind. */
function withoutGaps(lines: readonly ReplyLine[]): string[] {
  const shown: string[] = []
  let isBehindGone = false
  for (const { kind, text } of lines) {
    const isSecondGap = isBehindGone && kind === 'blank' && (shown.at(-1)?.trim() ?? '') === ''
    isBehindGone = text === null || (isBehindGone && kind === 'blank')
    if (text !== null && !isSecondGap) shown.push(text)
  }
  return shown
}
