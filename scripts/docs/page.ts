import { readFile, writeFile } from 'node:fs/promises'

/** Text that is safe inside of a table. */
export const cell = (text: string): string => text.replaceAll('|', '\\|')

/** Padded to even columns, as the formatter has it. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)))
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((text, column) => text.padEnd(widths[column] ?? 0)).join(' | ')} |\n`
  return line(head) + line(widths.map((width) => '-'.repeat(width))) + rows.map(line).join('')
}

/** Leaves a page alone that is as it should be. */
export async function writePage(file: string, page: string): Promise<void> {
  const isCurrent = (await readFile(file, 'utf8').catch(() => '')) === page
  if (!isCurrent) await writeFile(file, page)
}
