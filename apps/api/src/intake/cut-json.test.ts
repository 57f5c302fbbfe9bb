import fc from 'fast-check'
import { expect, it } from 'vitest'
import { JOB_BYTES } from '../limits.ts'
import { JsonCutter } from './cut-json.ts'
import { parseJson } from './parse-json.ts'

type Document = { readonly fields: [string | null, unknown][]; readonly elements: unknown[] } | 'refused'

/** Reads a document as requests are read, in chunks of so many bytes. */
function read(text: string, chunkBytes: number): Document {
  const bytes = Buffer.from(text)
  const cutter = new JsonCutter('jobs')
  const fields: [string | null, unknown][] = []
  const elements: unknown[] = []
  try {
    for (let from = 0; from < bytes.length; from += chunkBytes)
      for (const piece of cutter.write(bytes.subarray(from, from + chunkBytes))) {
        const reading = parseJson(piece.bytes.toString())
        if ('problem' in reading) return 'refused'
        if (piece.key === null) elements.push(reading.value)
        else fields.push([piece.key, reading.value])
      }
    cutter.end()
  } catch {
    return 'refused'
  }
  return { fields, elements }
}

/** What JSON.parse makes of it, in the same form. */
function expected(text: string): Document {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return 'refused'
  }
  if (typeof value !== 'object' || value === null) return 'refused'
  if (Array.isArray(value)) return { fields: [], elements: value }
  const fields = Object.entries(value).map(([key, inner]): [string, unknown] =>
    key === 'jobs' && Array.isArray(inner) ? [key, []] : [key, inner],
  )
  return { fields, elements: 'jobs' in value && Array.isArray(value.jobs) ? value.jobs : [] }
}

const FORBIDDEN = /__proto__|constructor/
const value = fc.jsonValue({ maxDepth: 4 }).filter((made) => !FORBIDDEN.test(JSON.stringify(made)))
const key = fc.string({ unit: 'grapheme' }).filter((name) => name !== '' && !FORBIDDEN.test(name) && !/^\d/.test(name))
const document = fc.oneof(
  fc.dictionary(key, value).chain((fields) => fc.array(value).map((jobs) => ({ ...fields, jobs, behind: 1 }))),
  fc.dictionary(key, value),
  fc.array(value),
)
const written = fc
  .tuple(document, fc.constantFrom('', ' ', '\t\r\n'))
  .map(([made, space]) => JSON.stringify(made, null, space))

it('finds what JSON.parse finds, wherever the chunks are cut', () => {
  fc.assert(
    fc.property(written, fc.integer({ min: 1, max: 40 }), (text, chunkBytes) => {
      expect(read(text, chunkBytes)).toEqual(expected(text))
    }),
    { numRuns: 500 },
  )
})

it('refuses what JSON.parse refuses: a document with a byte changed, lost or too many', () => {
  const bytes = fc.constantFrom(...'{}[],:"\\ 0e-n\n'.split(''))
  const harmed = fc
    .tuple(written, fc.nat(), bytes, fc.constantFrom('change', 'lose', 'insert'))
    .map(([text, at, byte, how]) => {
      const place = at % Math.max(1, text.length)
      return (
        text.slice(0, place) +
        (how === 'lose' ? '' : byte) +
        text.slice(how === 'insert' ? place : place + 1)
      ).toWellFormed()
    })
  fc.assert(
    fc.property(harmed, fc.integer({ min: 1, max: 40 }), (text, chunkBytes) => {
      const told = expected(text)
      // the same field twice is left to the reader of the fields
      fc.pre(told === 'refused' || !hasDoubleKey(read(text, chunkBytes)))
      expect(read(text, chunkBytes)).toEqual(told)
    }),
    { numRuns: 1_000 },
  )
})

const hasDoubleKey = (made: Document): boolean =>
  made !== 'refused' && new Set(made.fields.map(([name]) => name)).size < made.fields.length

it.each([
  '',
  ' ',
  '{',
  '[',
  '{}x',
  '[],',
  '[1,]',
  '{"a":1,}',
  '{,}',
  '[,]',
  '{"a"}',
  '{"a":}',
  '{a:1}',
  '{}{}',
  'null',
  '"x"',
  '1',
])('refuses %j', (text) => {
  expect(read(text, 3)).toBe('refused')
})

it('refuses a piece that does not end, before it is held whole', () => {
  const cutter = new JsonCutter('jobs')
  cutter.write(Buffer.from('{"jobs":["'))
  const block = Buffer.alloc(1024 * 1024, 'x')
  const write = () => {
    for (let sizeBytes = 0; sizeBytes <= JOB_BYTES; sizeBytes += block.length) cutter.write(block)
  }
  expect(write).toThrow(expect.objectContaining({ code: 'body_too_large' }))
})
