import { sanitizeText } from '@nemo-batch/domain'
import { safeExcerpt } from '../errors.ts'
import { boundJson, isRecord, type JsonRecord, parseForeignJson, pick, pickText, toNumber } from '../foreign-json.ts'
import type { Frame } from './sse-frames.ts'

/**
 * How a text relates to the others: a `piece` of the typed dialect, a `partial` of ADK, which a `whole` repeats.
 * `speaker` tells interleaved ADK answers apart.
 */
type TextForm = 'piece' | 'partial' | 'whole'

/** What one frame says, in neither dialect. `other` is news without content for us; `unreadable` is no news. */
export type Reading =
  | { readonly kind: 'heartbeat' }
  | { readonly kind: 'text'; readonly text: string; readonly form: TextForm; readonly speaker: string }
  | {
      readonly kind: 'tool_call'
      readonly name: string
      readonly args: unknown
      readonly form: TextForm
      readonly id: string
    }
  | { readonly kind: 'tool_result'; readonly name: string; readonly result: unknown }
  | { readonly kind: 'error'; readonly message: string; readonly nemoCode: number | null }
  | { readonly kind: 'other' }
  | { readonly kind: 'unreadable' }

const HEARTBEATS = new Set(['heartbeat', 'ping', 'keepalive', 'keep-alive', 'keep_alive'])
const LONGEST_TEXT = 200_000

/** Reads one frame of either dialect (nemo-protocol, "The event stream"). Pure: no memory of the frames before. */
export function readFrame(frame: Frame): Reading[] {
  if (frame.kind === 'comment') return [{ kind: 'heartbeat' }]
  if (HEARTBEATS.has(frame.name.toLowerCase()) || frame.data.trim() === '') return [{ kind: 'heartbeat' }]
  const event = parseForeignJson(frame.data)
  if (!isRecord(event)) return readBareData(frame.name, event ?? frame.data)
  return readEvent(event, frame.name)
}

function readBareData(name: string, data: unknown): Reading[] {
  if (typeof data !== 'string') return [{ kind: 'unreadable' }]
  if (name === 'error') return [{ kind: 'error', message: safeExcerpt(data), nemoCode: null }]
  return name === 'text' ? [text(data, 'piece')] : [{ kind: 'unreadable' }]
}

function readEvent(event: JsonRecord, frameName: string): Reading[] {
  const type = (pickText(event, 100, 'type') ?? frameName).toLowerCase()
  if (HEARTBEATS.has(type) || Object.keys(event).length === 0) return [{ kind: 'heartbeat' }]
  const inner = pick(event, 'data')
  if (toNumber(event.code) === 0 && isRecord(inner)) return readEvent(inner, frameName)
  const error = readError(event, type)
  const content = isRecord(event.content) ? readAdkParts(event, event.content) : readTyped(event, type)
  const readings = error ? [...content, error] : content
  return readings.length > 0 ? readings : [{ kind: 'other' }]
}

function readTyped(event: JsonRecord, type: string): Reading[] {
  switch (type) {
    case 'text': {
      const content = pick(event, 'content', 'text')
      return typeof content === 'string' && content !== '' ? [text(content, 'piece')] : []
    }
    case 'tool_call':
    case 'tool_result':
      return [readTool(event, type, 'piece')]
    default:
      return []
  }
}

function readAdkParts(event: JsonRecord, content: JsonRecord): Reading[] {
  const form: TextForm = event.partial === true ? 'partial' : 'whole'
  const isOwnWords = event.author === 'user' || content.role === 'user'
  const speaker = `${pickText(event, 200, 'invocationId', 'invocation_id') ?? ''}/${pickText(event, 200, 'author') ?? ''}`
  const readings: Reading[] = []
  let said = ''
  for (const part of Array.isArray(content.parts) ? content.parts.slice(0, 1_000) : []) {
    if (!isRecord(part)) continue
    // Parts marked as thoughts are the model talking to itself.
    if (typeof part.text === 'string' && part.thought !== true && !isOwnWords) said += part.text
    const call = pick(part, 'functionCall', 'function_call')
    if (isRecord(call)) readings.push(readTool(call, 'tool_call', form))
    const response = pick(part, 'functionResponse', 'function_response')
    if (isRecord(response)) readings.push(readTool(response, 'tool_result', form))
  }
  return said === '' ? readings : [text(said, form, speaker), ...readings]
}

function readTool(tool: JsonRecord, kind: 'tool_call' | 'tool_result', form: TextForm): Reading {
  const name = pickText(tool, 200, 'name') ?? 'unknown'
  return kind === 'tool_call'
    ? { kind, name, args: boundJson(pick(tool, 'args', 'arguments') ?? {}), form, id: pickText(tool, 200, 'id') ?? '' }
    : { kind, name, result: boundJson(pick(tool, 'result', 'response') ?? null) }
}

const TYPES_WITH_CONTENT: ReadonlySet<string> = new Set(['text', 'tool_call', 'tool_result'])

function readError(event: JsonRecord, type: string): Reading | null {
  const error = pick(event, 'error')
  const adkCode = pick(event, 'errorCode', 'error_code')
  const adkMessage = pickText(event, 2_000, 'errorMessage', 'error_message')
  const nemoCode = toNumber(event.code)
  // ADK copies the model's finish reason into errorCode when an answer is empty; STOP is the ordinary end.
  const isAdkError =
    adkMessage !== null || (adkCode !== undefined && !['STOP', 'stop', '', '0', 0].includes(`${adkCode}`))
  const isError = type === 'error' || (error !== undefined && error !== false && error !== '')
  // NEMO's envelope inside a stream; a tool's or text's own `code` is none.
  const isEnvelope = event.content === undefined && !TYPES_WITH_CONTENT.has(type)
  const isRefusal = isEnvelope && nemoCode !== null && nemoCode !== 0
  if (!isError && !isAdkError && !isRefusal) return null
  const inner = isRecord(error) ? error : {}
  const message =
    pickText(inner, 2_000, 'message', 'detail', 'msg') ??
    (typeof error === 'string' ? error : null) ??
    adkMessage ??
    pickText(event, 2_000, 'message', 'msg', 'detail', 'content') ??
    (adkCode === undefined ? 'unspecified error' : `${adkCode}`)
  return {
    kind: 'error',
    message: safeExcerpt(message),
    nemoCode: nemoCode ?? toNumber(inner.code) ?? toNumber(adkCode),
  }
}

function text(content: string, form: TextForm, speaker = ''): Reading {
  return { kind: 'text', text: sanitizeText(content, LONGEST_TEXT), form, speaker }
}
