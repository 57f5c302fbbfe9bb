import { expect, it } from 'vitest'
import { csvRowToJob, readCsvHeader } from './csv-job.ts'

const row = (header: string[], cells: string[], sent: string[] = []) =>
  csvRowToJob(cells, readCsvHeader(header).columns, (name) => sent.includes(name))
const faults = (...header: string[]) => readCsvHeader(header).faults.map(({ path, code }) => `${path} ${code}`)

it('reads columns in any order and case', () => {
  const header = [' Media ', 'REFERENCE', 'metadata.Colour', 'Instruction', 'language', 'Priority']
  expect(faults(...header)).toEqual([])
  expect(row(header, ['https://a.example/1.jpg', '00123', 'red', ' go ', ' en ', 'high'])).toEqual({
    media: ['https://a.example/1.jpg'],
    reference: '00123',
    instruction: ' go ',
    language: 'en',
    priority: 'high',
    metadata: { Colour: 'red' },
  })
})

it('says nothing for an empty cell, or one that is not there', () => {
  expect(row(['media', 'reference', 'metadata.a', 'instruction'], ['https://a.example/1.jpg', ' ', ''])).toEqual({
    media: ['https://a.example/1.jpg'],
  })
})

it.each([
  ['https://a.example/1.jpg|https://a.example/2.jpg', 'a bar'],
  [' https://a.example/1.jpg  https://a.example/2.jpg ', 'spaces'],
  ['https://a.example/1.jpg\nhttps://a.example/2.jpg', 'a new line'],
  ['https://a.example/1.jpg | | https://a.example/2.jpg |', 'bars and spaces'],
])('finds both photos in %j (%s)', (cell) => {
  expect(row(['media'], [cell]).media).toEqual(['https://a.example/1.jpg', 'https://a.example/2.jpg'])
})

it('knows files that were sent along by their names, with spaces too, and files sent earlier by their ids', () => {
  const id = `file_${'0'.repeat(26)}`
  expect(row(['media'], [`front view.jpg|b.jpg ${id}`], ['front view.jpg', 'b.jpg']).media).toEqual([
    { file: 'front view.jpg' },
    { file: 'b.jpg' },
    { file_id: id },
  ])
})

it('names columns that nobody knows, that come twice, and that are missing', () => {
  expect(faults('media', 'colour', 'metadata.')).toEqual(['/colour unknown_field', '/metadata. unknown_field'])
  expect(faults('media', 'Media', 'metadata.a', 'metadata.A', 'metadata.a')).toEqual([
    '/Media duplicate_column',
    '/metadata.a duplicate_column',
  ])
  expect(faults('reference')).toEqual(['/media required'])
})

it('keeps a key of metadata that means something elsewhere as an ordinary one', () => {
  const { metadata } = row(['media', 'metadata.__proto__'], ['https://a.example/1.jpg', 'x'])
  expect(Object.entries(metadata ?? {})).toEqual([['__proto__', 'x']])
})
