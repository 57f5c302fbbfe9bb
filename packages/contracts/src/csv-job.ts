import { type Fault, faultAt } from './fault.ts'
import { isIdOf } from './text.ts'

/** The columns of a CSV of jobs, besides `metadata.<key>`. */
export const CSV_COLUMNS = ['reference', 'media', 'instruction', 'language', 'priority'] as const

type Column =
  | { readonly kind: 'field'; readonly field: (typeof CSV_COLUMNS)[number] }
  | { readonly kind: 'metadata'; readonly key: string }
  | { readonly kind: 'unknown' }

export type CsvHeader = { readonly columns: readonly Column[]; readonly faults: readonly Fault[] }

const DELIMITERS = [',', ';', '\t'] as const

/** What separates the names in the first line that holds any: the most frequent of the three, outside of quotes. */
export function detectCsvDelimiter(text: string): string {
  const counts = new Map<string, number>(DELIMITERS.map((delimiter) => [delimiter, 0]))
  let isQuoted = false
  for (const char of text.trimStart()) {
    if (char === '"') isQuoted = !isQuoted
    else if (!isQuoted && (char === '\n' || char === '\r')) break
    else if (!isQuoted && counts.has(char)) counts.set(char, (counts.get(char) ?? 0) + 1)
  }
  return DELIMITERS.reduce((best, candidate) =>
    (counts.get(candidate) ?? 0) > (counts.get(best) ?? 0) ? candidate : best,
  )
}

const METADATA = 'metadata.'

/** Names are trimmed and their case does not matter, except in keys of metadata. Faults stand at the name. */
export function readCsvHeader(names: readonly string[]): CsvHeader {
  const faults: Fault[] = []
  const seen = new Set<string>()
  const columns = names.map((text): Column => {
    const name = text.trim()
    const column = columnOf(name)
    const place = column.kind === 'metadata' ? METADATA + column.key : name.toLowerCase()
    if (column.kind === 'unknown')
      faults.push(faultAt([name], 'unknown_field', `There is no column "${name}"; known are ${KNOWN}`))
    else if (seen.has(place)) faults.push(faultAt([name], 'duplicate_column', `The column "${name}" is there twice`))
    seen.add(place)
    return column
  })
  if (!seen.has('media')) faults.push(faultAt(['media'], 'required', 'The column "media" is missing'))
  return { columns, faults }
}

const KNOWN = [...CSV_COLUMNS, `${METADATA}<key>`].join(', ')

function columnOf(name: string): Column {
  const lower = name.toLowerCase()
  const field = CSV_COLUMNS.find((known) => known === lower)
  if (field !== undefined) return { kind: 'field', field }
  if (lower.startsWith(METADATA) && name.length > METADATA.length)
    return { kind: 'metadata', key: name.slice(METADATA.length) }
  return { kind: 'unknown' }
}

/**
 * One row as the element of `jobs` that it stands for: all cells are text, and an empty one says nothing.
 * @param isSent whether a file of this name was sent along
 */
export function csvRowToJob(
  cells: readonly string[],
  columns: readonly Column[],
  isSent: (name: string) => boolean,
): Readonly<Record<string, unknown>> {
  const job: Record<string, unknown> = {}
  const metadata: [string, string][] = []
  for (const [index, column] of columns.entries()) {
    const cell = cells[index] ?? ''
    if (cell.trim() === '') continue
    if (column.kind === 'metadata') metadata.push([column.key, cell])
    else if (column.kind === 'field') job[column.field] = readCell(column.field, cell, isSent)
  }
  // fromEntries: a key such as `__proto__` becomes an ordinary one
  return metadata.length === 0 ? job : { ...job, metadata: Object.fromEntries(metadata) }
}

function readCell(field: (typeof CSV_COLUMNS)[number], cell: string, isSent: (name: string) => boolean): unknown {
  if (field === 'media') return readMedia(cell, isSent)
  return field === 'instruction' ? cell : cell.trim()
}

/** Several photos stand between `|`, or between spaces; the name of a file that was sent may hold spaces itself. */
const readMedia = (cell: string, isSent: (name: string) => boolean): unknown[] =>
  cell
    .split('|')
    .map((part) => part.trim())
    .flatMap((part) => (isSent(part) ? [part] : part.split(/\s+/)))
    .filter((part) => part !== '')
    .map((part) => (isSent(part) ? { file: part } : isIdOf('file', part) ? { file_id: part } : part))
