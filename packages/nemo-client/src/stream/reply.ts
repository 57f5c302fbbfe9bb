import { createHeardPieces } from './heard-pieces.ts'
import { createJoinedText, withoutNoise } from './join-text.ts'
import type { Reading } from './read-frame.ts'

/** What a watcher of a message sees, in order. `text` may be a fragment; `args` and `result` are cut to a sane size. */
export type StreamEvent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'tool_call'; readonly name: string; readonly args: unknown }
  | { readonly type: 'tool_result'; readonly name: string; readonly result: unknown }
  | { readonly type: 'heartbeat' }
  | { readonly type: 'error'; readonly message: string }

/** One use of a tool; `result` is null until (or unless) the stream told it. */
export type ToolUse = { readonly name: string; readonly args: unknown; readonly result: unknown }

export type Reply = {
  /** Takes a reading and answers what is new in it. */
  readonly take: (reading: Reading) => StreamEvent[]
  /** Everything said so far, pieces joined by white space only, less NEMO's closing noise. */
  readonly text: () => string
  readonly tools: () => ToolUse[]
}

const MOST_TOOLS = 500

type Of<Kind extends Reading['kind']> = Extract<Reading, { kind: Kind }>

/** Puts the readings of one stream together: ADK's pieces or its whole, never both; words joined, tools collected. */
export function createReply(): Reply {
  const joined = createJoinedText()
  const heard = createHeardPieces()
  const callsInPieces = new Set<string>()
  const tools: ToolUse[] = []

  const say = (text: string, isMessage: boolean): StreamEvent[] =>
    joined.add(text, isMessage) ? [{ type: 'text', text }] : []

  const takeText = ({ text, form, speaker }: Of<'text'>): StreamEvent[] => {
    if (form === 'whole') {
      const news = heard.newIn(text, speaker)
      return news ? say(news.text, !news.isContinuation) : []
    }
    const events = say(text, false)
    if (events.length > 0) heard.add(text, speaker)
    return events
  }

  const takeCall = ({ name, args, form, id }: Of<'tool_call'>): StreamEvent[] => {
    const signature = id || JSON.stringify([name, args])
    if (form === 'whole' && callsInPieces.delete(signature)) return []
    if (form === 'partial') {
      if (callsInPieces.has(signature)) return []
      if (callsInPieces.size < MOST_TOOLS) callsInPieces.add(signature)
    }
    if (tools.length < MOST_TOOLS) tools.push({ name, args, result: null })
    joined.breakLine()
    return [{ type: 'tool_call', name, args }]
  }

  const takeResult = ({ name, result }: Of<'tool_result'>): StreamEvent[] => {
    const at = tools.findIndex((tool) => tool.name === name && tool.result === null)
    const call = tools[at]
    if (call) tools[at] = { ...call, result }
    else if (tools.length < MOST_TOOLS) tools.push({ name, args: null, result })
    joined.breakLine()
    return [{ type: 'tool_result', name, result }]
  }

  const take = (reading: Reading): StreamEvent[] => {
    switch (reading.kind) {
      case 'heartbeat':
        return [{ type: 'heartbeat' }]
      case 'text':
        return takeText(reading)
      case 'tool_call':
        return takeCall(reading)
      case 'tool_result':
        return takeResult(reading)
      case 'error':
        return [{ type: 'error', message: reading.message }]
      case 'other':
      case 'unreadable':
        return []
    }
  }
  return { take, text: () => withoutNoise(joined.text()), tools: () => [...tools] }
}
