import { finished } from 'node:stream/promises'
import {
  type CsvFields,
  type CsvHeader,
  csvRowToJob,
  detectCsvDelimiter,
  type EnvelopeReading,
  planCsvBatch,
  readCsvHeader,
} from '@nemo-batch/contracts'
import { CsvError, type Info, Parser } from 'csv-parse'
import { CSV_COLUMNS_TAKEN, CSV_ROW_CHARS } from '../../limits.ts'
import { ApiProblem } from '../../problems.ts'
import type { JobSource, RawJob } from './source.ts'
import { readChunks } from './utf8.ts'

type Row = { readonly record: readonly string[]; readonly info: Info }
export type CsvOptions = {
  readonly fields: CsvFields
  /** Whether a file of this name was sent along. */
  readonly isSent: (name: string) => boolean
}

/** A table with a header: a job a row. What it has no place for comes as `fields`. */
export async function openCsvBatch(path: string, { fields, isSent }: CsvOptions): Promise<JobSource> {
  const { delimiter, header } = await readHead(path)
  return {
    envelope: withFaults(planCsvBatch(fields), header),
    // of columns that nobody knows, no row can be understood
    jobs: () => (header.faults.length === 0 ? readJobs(path, delimiter, { header, isSent }) : nothing()),
  }
}

const withFaults = (reading: EnvelopeReading, { faults }: CsvHeader): EnvelopeReading =>
  faults.length === 0 ? reading : { ...reading, batch: null, faults: faults.map((fault) => ({ ...fault, line: 1 })) }

async function* nothing(): AsyncGenerator<readonly RawJob[]> {}

async function readHead(path: string): Promise<{ readonly delimiter: string; readonly header: CsvHeader }> {
  let text = ''
  for await (const part of readText(path)) {
    text += part
    if (text.length > CSV_ROW_CHARS) break
  }
  const delimiter = detectCsvDelimiter(text)
  for await (const [row] of readRows(path, delimiter)) {
    if (row === undefined) continue
    if (row.record.length <= CSV_COLUMNS_TAKEN) return { delimiter, header: readCsvHeader(row.record) }
    throw new ApiProblem('invalid_csv', `A table has at most ${CSV_COLUMNS_TAKEN} columns`)
  }
  throw new ApiProblem('invalid_csv', 'The table has no header')
}

async function* readJobs(
  path: string,
  delimiter: string,
  { header: { columns }, isSent }: { readonly header: CsvHeader; readonly isSent: (name: string) => boolean },
): AsyncGenerator<readonly RawJob[]> {
  let headers = 1
  for await (const rows of readRows(path, delimiter)) {
    const jobs = rows.slice(headers)
    headers = Math.max(0, headers - rows.length)
    if (jobs.length > 0) yield jobs.map(readRow)
  }

  function readRow(row: Row): RawJob {
    const { record } = row
    const line = lineOf(row)
    if (record.slice(columns.length).some((cell) => cell.trim() !== ''))
      return tooManyCells(line, record, columns.length)
    return { line, value: csvRowToJob(record, columns, isSent) }
  }
}

const tooManyCells = (line: number, record: readonly string[], columns: number): RawJob => {
  const message = `This row has ${record.length} cells, and the header ${columns}`
  return { line, problem: { code: 'too_many_cells', message } }
}

/** The line on which a row begins: a cell in quotes may go over several. */
const lineOf = ({ record, info }: Row): number =>
  info.lines - record.reduce((sum, cell) => sum + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 0)

/** Rows that hold something, those of a chunk at a time. @throws ApiProblem `invalid_csv` */
async function* readRows(path: string, delimiter: string): AsyncGenerator<readonly Row[]> {
  const parser = new Parser({
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    info: true,
    // told by us, with the row that has them
    relax_column_count: true,
    skip_records_with_empty_values: true,
    max_record_size: CSV_ROW_CHARS,
  })
  let rows: Row[] = []
  parser.on('data', (row: Row) => rows.push(row))
  // told by the write that it belongs to
  parser.on('error', () => undefined)
  const taken = (): readonly Row[] => {
    const whole = rows
    rows = []
    return whole
  }
  try {
    for await (const text of readText(path)) {
      await written(parser, text)
      yield taken()
    }
    parser.end()
    await finished(parser)
    yield taken()
  } catch (error) {
    throw error instanceof CsvError ? new ApiProblem('invalid_csv', explain(error), { cause: error }) : error
  } finally {
    parser.destroy()
  }
}

/** @throws what the parser finds wrong with it */
const written = (parser: Parser, text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    parser.write(text, (error) => (error ? reject(error) : resolve()))
  })

function explain(error: CsvError): string {
  const at = typeof error.lines === 'number' ? ` (line ${error.lines})` : ''
  switch (error.code) {
    case 'CSV_MAX_RECORD_SIZE':
      return `A row has at most ${CSV_ROW_CHARS} characters${at}`
    case 'CSV_QUOTE_NOT_CLOSED':
      return `A quote that opens is never closed${at}`
    default:
      return `A quote stands inside of a cell; write it twice, in a cell that stands in quotes${at}`
  }
}

/** @throws ApiProblem `invalid_csv` */
async function* readText(path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let isFirst = true
  for await (const chunk of readChunks(path)) {
    if (isFirst && isUtf16(chunk)) throw notUtf8('The table is UTF-16')
    isFirst = false
    yield decode(decoder, chunk)
  }
  yield decode(decoder)
}

function decode(decoder: InstanceType<typeof TextDecoder>, chunk?: Buffer): string {
  try {
    return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true })
  } catch {
    throw notUtf8('The table is not UTF-8')
  }
}

const notUtf8 = (what: string): ApiProblem =>
  new ApiProblem('invalid_csv', `${what}; save it as UTF-8 (in Excel: "CSV UTF-8")`)

/** By its byte-order mark, or by the zeros that half of its bytes are. */
const isUtf16 = (chunk: Buffer): boolean =>
  ['feff', 'fffe'].includes(chunk.toString('hex', 0, 2)) || (chunk[0] === 0) !== (chunk[1] === 0)
