import { expect, it } from 'vitest'
import { SseReader } from './read-sse.ts'

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
const read = (...pieces: readonly Uint8Array[]) => {
  const reader = new SseReader()
  return pieces.flatMap((piece) => reader.push(piece))
}

const STREAM =
  ': connected\r\n\r\nid: evt_1\nevent: a\ndata: 早安 🎬\n\nid: evt_2\rdata: one\rdata:two\r\r\ndata\n\nevent: none\n\n'
const MESSAGES = [
  { id: 'evt_1', event: 'a', data: '早安 🎬' },
  { id: 'evt_2', event: '', data: 'one\ntwo' },
  { id: '', event: '', data: '' },
]

it('reads a stream wherever it is cut, within a character and a CRLF too', () => {
  const bytes = encode(STREAM)
  expect(read(bytes)).toEqual(MESSAGES)
  for (let place = 0; place <= bytes.length; place++)
    expect(read(bytes.subarray(0, place), bytes.subarray(place))).toEqual(MESSAGES)
  expect(read(...Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(MESSAGES)
})

it('does not count half a message at the end', () => {
  expect(read(encode('id: evt_1\ndata: {"half":'))).toEqual([])
  expect(read(encode('id: evt_1\ndata: whole\n'))).toEqual([])
})

it('does not take up memory without end', () => {
  const reader = new SseReader()
  const piece = encode('x'.repeat(1024 * 1024))
  expect(() => {
    for (let count = 0; count < 6; count++) reader.push(piece)
  }).toThrow(/longer than/)
})
