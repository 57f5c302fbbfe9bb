/** Stands where words in quotes stood. Private use, so no text that was normalised holds it by itself. */
export const QUOTED = '\uE000'

const CLOSING = new Map([
  ['"', '"'],
  ["'", "'"],
  ['`', '`'],
  ['«', '»'],
  ['「', '」'],
  ['『', '』'],
  ['《', '》'],
  ['〈', '〉'],
  ['【', '】'],
])

const isWord = (character: string | undefined): boolean => character !== undefined && /[\p{L}\p{N}]/u.test(character)

/**
 * Takes words in quotes out, as they are content: a title, a caption, a line to be spoken. A message that is nothing but
 * quoted words means them. Each kind of quote is searched for its end only until one is missing, so time is linear.
 */
export function stripQuotes(text: string): string {
  const unclosed = new Set<string>()
  const kept: string[] = []
  let position = 0
  while (position < text.length) {
    const character = text.charAt(position)
    const end = unclosed.has(character) ? -1 : endOfQuote(text, position)
    if (end > position) {
      kept.push(` ${QUOTED} `)
      position = end + 1
    } else {
      if (end === NEVER_CLOSED) unclosed.add(character)
      kept.push(character)
      position += 1
    }
  }
  const rest = kept.join('')
  return isNothingElse(rest) ? text : rest
}

const NOT_A_QUOTE = -1
const NEVER_CLOSED = -2

function endOfQuote(text: string, start: number): number {
  const closing = CLOSING.get(text.charAt(start))
  if (closing === undefined) return NOT_A_QUOTE
  if (closing !== "'") {
    const end = text.indexOf(closing, start + 1)
    return end === -1 ? NEVER_CLOSED : end
  }
  // An apostrophe is not a quote: one opens at the start of a word and closes at the end of one.
  if (isWord(text[start - 1]) || !isWord(text[start + 1])) return NOT_A_QUOTE
  for (let end = text.indexOf("'", start + 1); end !== -1; end = text.indexOf("'", end + 1)) {
    if (!isWord(text[end + 1])) return end
  }
  return NEVER_CLOSED
}

const isNothingElse = (rest: string): boolean => rest.includes(QUOTED) && !/[\p{L}\p{N}]/u.test(rest)
