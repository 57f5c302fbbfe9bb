const DIGITS: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
}
const UNITS: Readonly<Record<string, number>> = { 十: 10, 百: 100 }

const WORDS: Readonly<Record<string, number>> = {
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  twelve: 12,
  fifteen: 15,
  twenty: 20,
  thirty: 30,
  forty: 40,
  'forty-five': 45,
  sixty: 60,
  ninety: 90,
}

/** What a regular expression must match for `readNumber` to read it. */
export const NUMBER = `(?:\\d+(?:\\.\\d+)?|[零〇一二两三四五六七八九十百]+|(?:${Object.keys(WORDS)
  .sort((a, b) => b.length - a.length)
  .join('|')}))`

/** Reads `15`, `1.5`, `fifteen`, `十五`, `一百二十`; null for anything else. */
export function readNumber(text: string): number | null {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text)
  const word = WORDS[text.toLowerCase()]
  return word ?? readChinese(text)
}

function readChinese(text: string): number | null {
  let total = 0
  let digit: number | null = null
  for (const character of text) {
    const value = DIGITS[character]
    const unit = UNITS[character]
    if (value !== undefined) digit = value
    else if (unit !== undefined) {
      total += (digit ?? 1) * unit
      digit = null
    } else return null
  }
  return text === '' ? null : total + (digit ?? 0)
}
