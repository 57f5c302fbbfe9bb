import { describe, expect, it } from 'vitest'
import { type AgentEvent, createEncoder } from './stream-events.ts'

const TEXT = '春季新品 🎉 and a sentence that is long enough to be sent in several pieces.'
const parse = (frames: readonly string[]) => frames.map((frame) => JSON.parse(frame.replace(/^data: /, '')))
const kinds: readonly AgentEvent[] = [
  { kind: 'tool_call', name: 'edit_draft', args: { a: 1 } },
  { kind: 'tool_result', name: 'edit_draft', result: { ok: true } },
  { kind: 'error', message: 'no' },
]

describe('the typed dialect', () => {
  const encode = createEncoder('typed')

  it('sends a text in pieces that add up to it', () => {
    const events = parse(encode({ kind: 'text', content: TEXT }))
    expect(events.length).toBeGreaterThan(1)
    expect(events.map((event) => event.content).join('')).toBe(TEXT)
  })

  it('has an event for each thing', () => {
    expect(parse(kinds.flatMap(encode))).toEqual([
      { type: 'tool_call', name: 'edit_draft', args: { a: 1 } },
      { type: 'tool_result', name: 'edit_draft', result: { ok: true } },
      { error: 'no' },
    ])
    expect(encode({ kind: 'heartbeat' })).toEqual(['data: {"type":"heartbeat"}\n\n'])
  })
})

describe('the ADK dialect', () => {
  const encode = createEncoder('adk')

  it('sends partial pieces and then the whole again', () => {
    const events = parse(encode({ kind: 'text', content: TEXT }))
    const whole = events.pop()
    expect(events.every((event) => event.partial === true)).toBe(true)
    expect(events.map((event) => event.content.parts[0].text).join('')).toBe(TEXT)
    expect(whole).toMatchObject({ partial: false, content: { role: 'model', parts: [{ text: TEXT }] } })
  })

  it('has function calls, responses, error codes, and comments for heartbeats', () => {
    const [call, response, error] = parse(kinds.flatMap(encode))
    expect(call.content.parts[0].functionCall).toMatchObject({ name: 'edit_draft', args: { a: 1 } })
    expect(response.content.parts[0].functionResponse).toMatchObject({ response: { ok: true } })
    expect(error).toMatchObject({ errorMessage: 'no' })
    expect(encode({ kind: 'heartbeat' })).toEqual([': heartbeat\n\n'])
  })
})

it('mixed alternates between the two, with snake_case keys', () => {
  const encode = createEncoder('mixed')
  const [typed, adk] = parse([...kinds.slice(0, 2)].flatMap(encode))
  expect(typed.type).toBe('tool_call')
  expect(adk.content.parts[0].function_response.name).toBe('edit_draft')
})
