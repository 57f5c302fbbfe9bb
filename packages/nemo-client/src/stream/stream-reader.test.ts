import { describe, expect, it } from 'vitest'
import type { StreamEvent } from './reply.ts'
import { createStreamReader, type StreamContent } from './stream-reader.ts'

type Heard = StreamContent & { events: StreamEvent[]; isTooLarge: boolean }

function read(chunks: Iterable<Uint8Array>, maxBufferChars = 1_000_000): Heard {
  const events: StreamEvent[] = []
  const reader = createStreamReader({ maxBufferChars, onEvent: (event) => events.push(event), onMeaningful: () => {} })
  let isTooLarge = false
  for (const chunk of chunks) isTooLarge = !reader.push(chunk) || isTooLarge
  return { ...reader.end(), events, isTooLarge }
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const readText = (text: string): Heard => read([bytes(text)])
const readEvents = (...events: unknown[]): Heard =>
  readText(events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(''))
const said = (text: string, extra: object = {}) => ({
  author: 'agent',
  content: { role: 'model', parts: [{ text }] },
  ...extra,
})
const piece = (text: string, extra: object = {}) => said(text, { partial: true, ...extra })

const RECORDED = [
  '\uFEFF: connected\r\n\r\n',
  'event: heartbeat\r\ndata: {}\r\n\r\n',
  'data:\r\n\r\n',
  'data: {"type":"text","content":"已添加标题 🎬 "}\r\n\r\n',
  'data: {"type":"tool_call","name":"add_title",\ndata: "args":{"text":"Été"}}\n\n',
  'data: {"type":"tool_result","name":"add_title","result":{"ok":true}}\r\r',
  'id: 7\nretry: 100\ndata: {"author":"a","content":{"parts":[{"text":"Done 👍🏽 "}]},"partial":true}\n\n',
  'data: {"author":"a","content":{"parts":[{"text":"já"}]},"partial":true}\n\n',
  'data: {"author":"a","content":{"parts":[{"text":"Done 👍🏽 já"}]},"partial":false}\n\n',
  'data: not json\n\n',
  'data: {"type":"heartbeat"}\n\n',
  'data: {"type":"text","content":" fin"}',
].join('')

describe('a recorded stream', () => {
  const whole = readText(RECORDED)

  it('reads as both dialects, comments, heartbeats and a last event without its blank line', () => {
    expect(whole.text).toBe('已添加标题 🎬 Done 👍🏽 já fin')
    expect(whole.tools).toEqual([{ name: 'add_title', args: { text: 'Été' }, result: { ok: true } }])
    expect(whole.events.filter((event) => event.type === 'heartbeat')).toHaveLength(4)
    expect(whole).toMatchObject({ streamError: null, isTooLarge: false, meaningfulEvents: 7 })
  })

  it('reads the same when it comes byte by byte', () => {
    expect(read([...bytes(RECORDED)].map((byte) => Uint8Array.of(byte)))).toEqual(whole)
  })

  it('reads the same when it is cut in two at any byte', () => {
    const all = bytes(RECORDED)
    for (let at = 0; at <= all.length; at++) expect(read([all.slice(0, at), all.slice(at)])).toEqual(whole)
  })

  it.each([
    ['CRLF', '\r\n'],
    ['CR only', '\r'],
    ['LF', '\n'],
  ])('reads %s line ends alike, whole and byte by byte', (_name, lineEnd) => {
    const text = ['data: {"type":"text","content":"a"}', '', ': note', 'data: {"type":"text","content":"b"}', ''].join(
      lineEnd,
    )
    expect(readText(text).text).toBe('ab')
    expect(read([...bytes(text)].map((byte) => Uint8Array.of(byte))).text).toBe('ab')
  })

  it.each(['', '\n', '\n\n', '\r', '\r\n', '\r\n\r\n'])('counts the last event when the stream ends with %j', (end) => {
    expect(readText(`data: {"type":"text","content":"x"}${end}`).text).toBe('x')
  })

  it('ignores a last event that is cut within its JSON', () => {
    expect(readText('data: {"type":"text","content":"a"}\n\ndata: {"type":"te')).toMatchObject({
      text: 'a',
      meaningfulEvents: 1,
    })
  })
})

describe("ADK's pieces and whole", () => {
  it('takes the pieces and not the whole that repeats them', () => {
    expect(readEvents(piece('Hel'), piece('lo wor'), piece('ld'), said('Hello world')).text).toBe('Hello world')
  })
  it('takes a whole that differs from its pieces only in white space as a repetition', () => {
    expect(readEvents(piece('Hello '), piece('world\n'), said('Hello world')).text).toBe('Hello world')
  })
  it('takes only the end of a whole when its last pieces were lost', () => {
    expect(readEvents(piece('Hello'), said('Hello world')).text).toBe('Hello world')
  })
  it('takes a whole that has nothing to do with the pieces as new text', () => {
    expect(readEvents(piece('Hello'), said('Goodbye')).text).toBe('Hello\nGoodbye')
  })
  it('takes wholes without pieces as they are, also two that are equal', () => {
    expect(readEvents(said('Done.'), said('Done.')).text).toBe('Done.\nDone.')
  })
  it('keeps turns apart', () => {
    const turns = readEvents(piece('On'), piece('e'), said('One'), piece('Tw'), piece('o'), said('Two'))
    expect(turns.text.replace(/\s+/g, ' ')).toMatch(/^One ?Two$/)
  })
  it('finds the whole of a turn behind pieces of a turn that had none', () => {
    expect(readEvents(piece('Looking. '), piece('Tw'), piece('o'), said('Two')).text).toBe('Looking. Two')
  })
  it('takes a last whole that repeats the entire stream as a repetition', () => {
    expect(readEvents(piece('One. '), said('One. '), piece('Two.'), said('One. Two.')).text).toBe('One. Two.')
  })
  it('tells speakers apart that talk at the same time', () => {
    const a = (text: string, partial: boolean) => said(text, { author: 'a', partial })
    const b = (text: string, partial: boolean) => said(text, { author: 'b', partial })
    const both = readEvents(
      a('Al', true),
      b('Be', true),
      a('pha', true),
      b('ta', true),
      a('Alpha', false),
      b('Beta', false),
    )
    expect(both.text).toBe('AlBephata')
  })
  it('does not repeat typed pieces when an ADK whole closes them', () => {
    expect(readEvents({ type: 'text', content: 'Hel' }, piece('lo'), said('Hello')).text).toBe('Hello')
  })
  it('reads camel and snake case, calls and answers of tools, once each', () => {
    const call = { function_call: { id: 'c1', name: 'add_music', args: { mood: 'calm' } } }
    const parts = (part: object) => ({ content: { parts: [part] } })
    const { tools, events } = readEvents(
      { ...parts(call), partial: true },
      { ...parts({ functionCall: call.function_call }), partial: false },
      parts({ functionResponse: { name: 'add_music', response: { ok: 1 } } }),
    )
    expect(tools).toEqual([{ name: 'add_music', args: { mood: 'calm' }, result: { ok: 1 } }])
    expect(events.map((event) => event.type)).toEqual(['tool_call', 'tool_result'])
  })
  it("leaves out the model's thoughts and the echo of the person's own words", () => {
    const thought = { content: { role: 'model', parts: [{ text: 'hmm', thought: true }, { text: 'Hi' }] } }
    expect(readEvents({ author: 'user', content: { parts: [{ text: 'make it' }] } }, thought).text).toBe('Hi')
  })
})

describe('text', () => {
  it('joins fragments without white space and sentences with some', () => {
    const text = (content: string) => ({ type: 'text', content })
    expect(readEvents(text('Add'), text('ed.'), text('Now'), text(' more')).text).toBe('Added. Now more')
  })
  it('puts what is said after a tool on its own line', () => {
    const { text } = readEvents(
      { type: 'text', content: 'Adding' },
      { type: 'tool_call', name: 'x' },
      { type: 'text', content: 'Done' },
    )
    expect(text).toBe('Adding\nDone')
  })
  it.each([['I encountered a temporary issue.'], ['Sorry, I encountered a temporary issue. Please try again later.']])(
    'drops %j after a normal answer',
    (noise) => {
      expect(readEvents({ type: 'text', content: 'Title added.' }, { type: 'text', content: noise }).text).toBe(
        'Title added.',
      )
      const asError = readEvents({ type: 'text', content: 'Title added.' }, { type: 'error', message: noise })
      expect(asError).toMatchObject({ text: 'Title added.', streamError: null })
    },
  )
  it('keeps it when nothing else was said, or when more follows', () => {
    const noise = { type: 'text', content: 'I encountered a temporary issue. ' }
    expect(readEvents(noise).text).toContain('temporary issue')
    expect(readEvents(noise, { type: 'text', content: 'Now it works' }).text).toContain('Now it works')
  })
  it('drops NUL and lone surrogates', () => {
    expect(readText('data: {"type":"text","content":"a\\u0000b\\ud800c"}\n\n').text).toBe('ab\uFFFDc')
  })
})

describe('errors within a stream', () => {
  it.each([
    [{ error: 'quota' }, 'quota'],
    [{ error: { message: 'quota', code: 500 } }, 'quota'],
    [{ errorCode: 'SAFETY', errorMessage: 'blocked' }, 'blocked'],
    [{ error_code: 'SAFETY', content: null }, 'SAFETY'],
    [{ type: 'error', message: 'bad' }, 'bad'],
    [{ type: 'error', content: 'bad' }, 'bad'],
    [{ code: 2001, message: 'no credits' }, 'no credits'],
  ])('%j is told as %j', (event, message) => {
    expect(readEvents(event)).toMatchObject({ streamError: message, events: [{ type: 'error', message }] })
  })
  it.each([{ error: null }, { errorCode: 'STOP' }, { code: 0 }, { type: 'tool_result', name: 'x', code: 200 }])(
    '%j is none',
    (event) => expect(readEvents(event).streamError).toBeNull(),
  )
  it("names NEMO's number and whether anything came before it", () => {
    expect(readEvents({ code: 2001, message: 'x' }).codedError).toEqual({
      nemoCode: 2001,
      code: 'credits_exhausted',
      wasFirst: true,
    })
    expect(readEvents({ type: 'text', content: 'a' }, { code: 1002 }).codedError).toMatchObject({ wasFirst: false })
  })
})

describe('hostile streams', () => {
  it('stops at an event larger than the limit', () => {
    const flood = Array.from({ length: 100 }, () => bytes(`${'x'.repeat(1_000)}`))
    expect(read([bytes('data: {"type":"text","content":"a"}\n\ndata: '), ...flood], 10_000)).toMatchObject({
      text: 'a',
      isTooLarge: true,
    })
  })
  it.each(['data: null', 'data: 5', 'data: []', 'data: "x"', 'data: {"content":{"parts":5}}', 'data: {"type":5}'])(
    'reads %j without a word',
    (line) => expect(readText(`${line}\n\n`)).toMatchObject({ text: '', streamError: null }),
  )
  it('reads JSON nested ten thousand levels deep as nothing', () => {
    expect(readText(`data: ${'['.repeat(10_000)}\n\n`)).toMatchObject({ meaningfulEvents: 0 })
  })
})
