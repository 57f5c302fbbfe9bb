import { CsvError, parse } from 'csv-parse/browser/esm/sync'
import { type DraftJob, type Media, ONE_STEP } from './draft.ts'

const FIELDS = ['reference', 'media', 'instruction', 'language', 'priority'] as const
const METADATA = 'metadata.'
const DELIMITERS = [',', ';', '\t'] as const
const FILE_ID = /^file_[0-9a-z]{26}$/
/** A name of a file rather than an address; several of them between spaces are several. */
const FILE_NAME = /^(?!.*:\/\/)(?!.*\.[a-z0-9]{3,4}\s).+\.[a-z0-9]{3,4}$/i

export type TableProblem =
  | { readonly code: 'not_utf8' | 'no_header' | 'no_rows' | 'media_missing' }
  | { readonly code: 'unknown_column' | 'duplicate_column'; readonly name: string }
  | { readonly code: 'too_many_cells'; readonly line: number; readonly cells: number; readonly columns: number }
  | { readonly code: 'bad_quote'; readonly line: number }

export type TableReading =
  | { readonly ok: true; readonly jobs: readonly DraftJob[] }
  | { readonly ok: false; readonly problems: readonly TableProblem[] }

type Row = { readonly cells: readonly string[]; readonly line: number }

/**
 * A table of jobs as the service reads one (`text/csv` of POST /v1/batches): the same columns, separators and rules for
 * cells; its parser is the service's. A name of a file stands for a photo that is added beside the table.
 * @param newKey of each job
 */
export function readTable(bytes: ArrayBuffer, newKey: () => string): TableReading {
  const text = textOf(bytes)
  if (text === null) return refused({ code: 'not_utf8' })
  try {
    const [header, ...rows] = rowsOf(text)
    if (header === undefined) return refused({ code: 'no_header' })
    const problems = [...headerProblems(header.cells), ...rowProblems(rows, header.cells.length)]
    if (problems.length > 0) return refused(...problems)
    if (rows.length === 0) return refused({ code: 'no_rows' })
    const columns = header.cells.map(columnOf)
    return { ok: true, jobs: rows.map((row) => jobOf(row, columns, newKey())) }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    return refused({ code: 'bad_quote', line: typeof error.lines === 'number' ? error.lines : 1 })
  }
}

const refused = (...problems: readonly TableProblem[]): TableReading => ({ ok: false, problems })

function textOf(bytes: ArrayBuffer): string | null {
  const [first, second] = new Uint8Array(bytes)
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8'
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

function rowsOf(text: string): readonly Row[] {
  const options = { delimiter: delimiterOf(text), record_delimiter: ['\r\n', '\n', '\r'], info: true }
  const read = parse(text, { ...options, relax_column_count: true, skip_records_with_empty_values: true }) as unknown
  return (read as readonly { readonly record: readonly string[]; readonly info: { readonly lines: number } }[]).map(
    ({ record, info }) => ({
      cells: record,
      // where the row begins: a cell in quotes may go over several lines
      line: info.lines - record.reduce((sum, cell) => sum + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 0),
    }),
  )
}

/** The most frequent of the three in the first line that holds something, outside of quotes. */
function delimiterOf(text: string): string {
  const line =
    text
      .trimStart()
      .replaceAll(/"[^"]*"/g, '')
      .split(/[\r\n]/, 1)[0] ?? ''
  const count = (delimiter: string): number => line.split(delimiter).length
  return DELIMITERS.reduce((best, candidate) => (count(candidate) > count(best) ? candidate : best))
}

/** Names are trimmed and their case does not matter, except in keys of metadata. */
const columnOf = (name: string): string => {
  const trimmed = name.trim()
  const lower = trimmed.toLowerCase()
  return lower.startsWith(METADATA) ? METADATA + trimmed.slice(METADATA.length) : lower
}

function headerProblems(names: readonly string[]): readonly TableProblem[] {
  const columns = names.map(columnOf)
  const isKnown = (column: string): boolean =>
    FIELDS.some((field) => field === column) || (column.startsWith(METADATA) && column.length > METADATA.length)
  return [
    ...columns.flatMap((column, at): TableProblem[] => {
      const name = names[at]?.trim() ?? ''
      if (!isKnown(column)) return [{ code: 'unknown_column', name }]
      return columns.indexOf(column) < at ? [{ code: 'duplicate_column', name }] : []
    }),
    ...(columns.includes('media') ? [] : [{ code: 'media_missing' } as const]),
  ]
}

const rowProblems = (rows: readonly Row[], columns: number): readonly TableProblem[] =>
  rows
    .filter(({ cells }) => cells.slice(columns).some((cell) => cell.trim() !== ''))
    .map(({ cells, line }) => ({ code: 'too_many_cells', line, cells: cells.length, columns }))

function jobOf({ cells, line }: Row, columns: readonly string[], key: string): DraftJob {
  const cellOf = (field: (typeof FIELDS)[number]): string => cells[columns.indexOf(field)] ?? ''
  const instruction = cellOf('instruction')
  const metadata = columns.flatMap((column, at): [string, string][] => {
    const cell = cells[at] ?? ''
    return column.startsWith(METADATA) && cell.trim() !== '' ? [[column.slice(METADATA.length), cell]] : []
  })
  return {
    ...{ key, line, origin: 'table', group: null },
    reference: cellOf('reference').trim(),
    steps: instruction.trim() === '' ? ONE_STEP : [{ instruction, render: true }],
    language: cellOf('language').trim(),
    priority: cellOf('priority').trim(),
    media: mediaOf(cellOf('media')),
    metadata: Object.fromEntries(metadata),
  }
}

const mediaOf = (cell: string): readonly Media[] =>
  cell
    .split('|')
    .map((part) => part.trim())
    .flatMap((part) => (FILE_NAME.test(part) ? [part] : part.split(/\s+/)))
    .filter((part) => part !== '')
    .map((part): Media => {
      if (FILE_ID.test(part)) return { kind: 'file', fileId: part }
      return FILE_NAME.test(part) ? { kind: 'name', name: part } : { kind: 'url', url: part }
    })
