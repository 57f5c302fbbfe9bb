const LONGEST_REPLY = 200_000
const TAIL = 800
const NOISE =
  /(?:(?:sorry|apologies|oops)[,.!]?\s{1,3})?\bI(?:'ve| have)? encountered a temporary issue[^.!\n]{0,200}[.!]*(?:\s{0,5}(?:please|kindly|try)\b[^\n]{0,200})?\s{0,20}$/i

/** True for NEMO's "I encountered a temporary issue", which after a normal answer means nothing. */
export function isNoise(message: string): boolean {
  return NOISE.test(message.slice(-TAIL))
}

/** Drops that noise from the end of a text, unless there is nothing else. */
export function withoutNoise(text: string): string {
  const head = text.slice(0, -TAIL)
  const answer = (head + text.slice(head.length).replace(NOISE, '')).trim()
  return answer === '' ? text.trim() : answer
}

export type JoinedText = {
  /** Appends words; `isMessage` for a text that stands on its own. Answers false when nothing more is taken. */
  readonly add: (text: string, isMessage: boolean) => boolean
  /** What comes next stands on its own: something else happened in between. */
  readonly breakLine: () => void
  readonly text: () => string
}

/** Joins what was said by white space only. Fragments touch; messages stand on their own lines. */
export function createJoinedText(): JoinedText {
  const parts: string[] = []
  let length = 0
  let last = ''
  let isLineBroken = false
  return {
    add: (text, isMessage) => {
      if (text === '' || length >= LONGEST_REPLY) return false
      const kept = text.slice(0, LONGEST_REPLY - length)
      const gap = last === '' ? '' : gapBetween(last, kept, isMessage || isLineBroken)
      parts.push(gap, kept)
      length += gap.length + kept.length
      last = kept
      isLineBroken = false
      return true
    },
    breakLine: () => {
      isLineBroken = true
    },
    text: () => parts.join('').toWellFormed(),
  }
}

function gapBetween(before: string, after: string, isNewMessage: boolean): string {
  if (/\s$/.test(before) || /^\s/.test(after)) return ''
  if (isNewMessage) return '\n'
  // A piece may be a fragment of a word or a whole sentence; only after a full stop is a space surely missing.
  return /[.!?:;]$/.test(before) && /^[\p{Lu}"“(]/u.test(after) ? ' ' : ''
}
