import stringWidth from 'string-width'

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is for
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g

/** Text from outside made safe for a terminal: one line, no escape sequences, no direction tricks. */
export const printable = (text: string): string => text.replaceAll(UNPRINTABLE, ' ').trim()

/** Cut or filled to exactly `columns` of a terminal, where a Chinese character takes two. */
export function fitColumns(text: string, columns: number): string {
  if (stringWidth(text) <= columns) return text + ' '.repeat(columns - stringWidth(text))
  let cut = ''
  let width = 0
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    const segmentWidth = stringWidth(segment)
    if (width + segmentWidth > columns - 1) break
    cut += segment
    width += segmentWidth
  }
  return `${cut}…${' '.repeat(Math.max(0, columns - 1 - width))}`
}
