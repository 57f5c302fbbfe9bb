import { sanitizeText } from '@nemo-batch/domain'
import { type StreamEvent, shownReply } from '@nemo-batch/nemo-client'

const LONGEST_DETAIL_CHARS = 120
/** As much of what is said as may hold its last line. */
const KEPT_TEXT_CHARS = 1_000

export type CurrentWork = {
  readonly hear: (event: StreamEvent) => void
  /** On one line, null when the stream does not tell. */
  readonly detail: () => string | null
}

/** What NEMO is at, by what its stream told last: the tool's own message or name, or the last line said. */
export function createCurrentWork(): CurrentWork {
  let said = ''
  let ofTool: string | null = null
  return {
    hear(event) {
      switch (event.type) {
        case 'text':
          said = (said + event.text).slice(-KEPT_TEXT_CHARS)
          ofTool = null
          break
        case 'tool_call':
          said = ''
          ofTool = messageIn(event.args) ?? event.name.replaceAll(/[_-]+/g, ' ')
          break
        case 'tool_result':
          ofTool = messageIn(event.result)
          break
        case 'heartbeat':
        case 'error':
          break
      }
    },
    detail: () => oneLine(ofTool ?? lastLine(shownReply(said))),
  }
}

const lastLine = (text: string): string => text.trimEnd().split('\n').at(-1) ?? ''

function messageIn(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || !('message' in value)) return null
  return typeof value.message === 'string' && value.message.trim() !== '' ? value.message : null
}

/** Addresses may hold what is nobody's business. */
const ADDRESS = /:\/\/|\bwww\./

function oneLine(text: string): string | null {
  const line = text.replaceAll(/[\p{Cc}\p{Z}]+/gu, ' ').trim()
  return line === '' || ADDRESS.test(line) ? null : sanitizeText(line, LONGEST_DETAIL_CHARS)
}
