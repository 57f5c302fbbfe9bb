import { randomUUID } from 'node:crypto'
import type { Dialect } from '../config.ts'

/** What the agent does, before it is put into one of the two shapes of the wire. */
export type AgentEvent =
  | { kind: 'text'; content: string }
  | { kind: 'tool_call'; name: string; args: Record<string, unknown> }
  | { kind: 'tool_result'; name: string; result: Record<string, unknown> }
  | { kind: 'heartbeat' }
  | { kind: 'error'; message: string }

const frame = (data: unknown): string => `data: ${JSON.stringify(data)}\n\n`

/** Puts events on the wire. `mixed` alternates between the shapes, event by event, and writes ADK keys in snake_case. */
export function createEncoder(dialect: Dialect): (event: AgentEvent) => string[] {
  const invocationId = `e-${randomUUID()}`
  let count = 0
  return (event) => {
    count += 1
    if (dialect === 'typed') return encodeTyped(event)
    if (dialect === 'adk') return encodeAdk(event, invocationId, 'camel')
    return count % 2 === 1 ? encodeTyped(event) : encodeAdk(event, invocationId, 'snake')
  }
}

function encodeTyped(event: AgentEvent): string[] {
  switch (event.kind) {
    case 'text':
      return pieces(event.content).map((content) => frame({ type: 'text', content }))
    case 'tool_call':
      return [frame({ type: 'tool_call', name: event.name, args: event.args })]
    case 'tool_result':
      return [frame({ type: 'tool_result', name: event.name, result: event.result })]
    case 'heartbeat':
      return [frame({ type: 'heartbeat' })]
    case 'error':
      return [frame({ error: event.message })]
  }
}

function encodeAdk(event: AgentEvent, invocationId: string, keys: 'camel' | 'snake'): string[] {
  const key = (camel: string, snake: string): string => (keys === 'camel' ? camel : snake)
  const say = (part: object, extra: object): string =>
    frame({
      id: randomUUID(),
      [key('invocationId', 'invocation_id')]: invocationId,
      author: 'nemo_agent',
      content: { role: 'model', parts: [part] },
      ...extra,
    })
  switch (event.kind) {
    case 'text':
      return [
        ...pieces(event.content).map((text) => say({ text }, { partial: true })),
        say({ text: event.content }, { partial: false, [key('turnComplete', 'turn_complete')]: true }),
      ]
    case 'tool_call': {
      const call = { id: randomUUID(), name: event.name, args: event.args }
      return [say({ [key('functionCall', 'function_call')]: call }, { partial: false })]
    }
    case 'tool_result': {
      const response = { id: randomUUID(), name: event.name, response: event.result }
      return [say({ [key('functionResponse', 'function_response')]: response }, { partial: false })]
    }
    case 'heartbeat':
      return [keys === 'camel' ? ': heartbeat\n\n' : 'event: heartbeat\ndata:\n\n']
    case 'error':
      return [
        frame({
          [key('invocationId', 'invocation_id')]: invocationId,
          author: 'nemo_agent',
          [key('errorCode', 'error_code')]: 'AGENT_ERROR',
          [key('errorMessage', 'error_message')]: event.message,
        }),
      ]
  }
}

/** A sentence arrives in pieces of some characters, never cut inside one; a very long one in a thousand pieces. */
function pieces(text: string): string[] {
  const characters = [...text]
  const size = Math.max(24, Math.ceil(characters.length / 1_000))
  const found: string[] = []
  for (let start = 0; start < characters.length; start += size)
    found.push(characters.slice(start, start + size).join(''))
  return found
}
