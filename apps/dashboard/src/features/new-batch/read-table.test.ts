import { csvRowToJob, detectCsvDelimiter, readCsvHeader } from '@nemo-batch/contracts'
import { expect, it } from 'vitest'
import type { DraftJob, Media } from './draft.ts'
import { readTable } from './read-table.ts'

const read = (table: string | Uint8Array) => {
  const bytes = typeof table === 'string' ? new TextEncoder().encode(table) : table
  return readTable(new Uint8Array(bytes).buffer, () => 'key')
}
const jobsOf = (table: string): readonly DraftJob[] => {
  const reading = read(table)
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems))
  return reading.jobs
}
const problemsOf = (table: string | Uint8Array) => {
  const reading = read(table)
  return reading.ok ? [] : reading.problems
}

const sent = (item: Media): unknown => {
  if (item.kind === 'url') return item.url
  if (item.kind === 'file') return { file_id: item.fileId }
  return item.kind === 'name' ? { file: item.name } : null
}
/** The job as it would be sent. */
const asSent = ({ reference, steps, language, priority, media, metadata }: DraftJob) => ({
  ...(reference === '' ? {} : { reference }),
  ...(media.length === 0 ? {} : { media: media.map(sent) }),
  ...(steps[0]?.instruction ? { instruction: steps[0].instruction } : {}),
  ...(language === '' ? {} : { language }),
  ...(priority === '' ? {} : { priority }),
  ...(Object.keys(metadata).length === 0 ? {} : { metadata }),
})

const HEADERS = [
  ['reference', 'media', 'instruction', 'language', 'priority', 'metadata.colour', 'metadata.__proto__'],
  [' Reference', 'MEDIA ', 'Instruction', 'LANGUAGE', 'Priority', 'Metadata.Größe', 'metadata.a.b'],
]
const ROWS = [
  ['SKU-1', 'https://a/1.jpg', 'make a video', 'zh-CN', 'high', 'red', 'x'],
  [' SKU-2 ', 'https://a/1.jpg|https://a/2.jpg https://a/3.jpg', ' spaces stay ', ' en ', ' urgent ', ' red ', ' '],
  ['', 'front.jpg | the back.jpg', 'with "quotes"; and, more', '', '', '', ''],
  ['SKU-4', 'a.jpg b.jpg', '', '', '', '', 'x'],
  ['SKU-5', `file_${'0'.repeat(26)}|not an address`, 'two\nlines', '', '', '1', '2'],
  ['SKU-6', '', 'nothing to see', '', '', '', ''],
]
const SENT = new Set(['front.jpg', 'the back.jpg', 'a.jpg', 'b.jpg'])

it.each([',', ';', '\t'])('understands a table between %j as the service does, cell by cell', (delimiter) => {
  const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`
  for (const header of HEADERS) {
    const table = [header, ...ROWS].map((cells) => cells.map(quoted).join(delimiter)).join('\r\n')
    expect(detectCsvDelimiter(table)).toBe(delimiter)
    const { columns } = readCsvHeader(header)
    const asService = ROWS.map((cells) => csvRowToJob(cells, columns, (name) => SENT.has(name)))
    expect(jobsOf(table).map(asSent)).toEqual(asService)
  }
})

it('tells the line on which each row begins', () => {
  const lines = jobsOf('﻿media,instruction\n\na.jpg,"one\ntwo"\r\n,\nb.jpg,x\n').map(({ line }) => line)
  expect(lines).toEqual([3, 6])
})

it('takes what Excel saves as Unicode', () => {
  const table = Buffer.concat([
    Buffer.from([0xff, 0xfe]),
    Buffer.from('media\treference\nhttps://a/1.jpg\t茶杯\n', 'utf16le'),
  ])
  expect(read(table)).toMatchObject({ ok: true, jobs: [{ reference: '茶杯' }] })
})

it('names everything that is wrong with a table', () => {
  expect(problemsOf('reference,Colour,reference\n1,2,3,4\n1,2,3,\n')).toEqual([
    { code: 'unknown_column', name: 'Colour' },
    { code: 'duplicate_column', name: 'reference' },
    { code: 'media_missing' },
    { code: 'too_many_cells', line: 2, cells: 4, columns: 3 },
  ])
  expect(problemsOf('media\na.jpg\n"b.jpg')).toMatchObject([{ code: 'bad_quote' }])
  expect(problemsOf('media,instruction\na"b",c\n')).toMatchObject([{ code: 'bad_quote' }])
  expect(problemsOf('\n \n')).toEqual([{ code: 'no_header' }])
  expect(problemsOf('media\n')).toEqual([{ code: 'no_rows' }])
  expect(problemsOf(Buffer.from([0x6d, 0xe9, 0x0a]))).toEqual([{ code: 'not_utf8' }])
})
