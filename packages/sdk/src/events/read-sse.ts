import { UnexpectedAnswerError } from '../errors.ts'

/** What the service sends in one event, its data still as text. */
export type SseMessage = { readonly id: string; readonly event: string; readonly data: string }

const MAX_MESSAGE_CHARS = 4 * 1024 * 1024

/**
 * Reads `text/event-stream` from bytes that may be cut anywhere: within a character, a CRLF, a line. A message counts
 * once its blank line has come; half a message at the end of a stream is none.
 */
export class SseReader {
  readonly #decoder = new TextDecoder()
  #rest = ''
  #endedWithCr = false
  #message = { id: '', event: '', data: [] as string[] }
  #messageChars = 0

  /** @returns the messages that these bytes complete. @throws UnexpectedAnswerError when one has no end */
  push(bytes: Uint8Array): SseMessage[] {
    let text = this.#decoder.decode(bytes, { stream: true })
    if (text === '') return []
    if (this.#endedWithCr && text.startsWith('\n')) text = text.slice(1)
    this.#endedWithCr = text.endsWith('\r')
    const lines = (this.#rest + text).split(/\r\n|\r|\n/)
    this.#rest = lines.pop() ?? ''
    const messages = lines.flatMap((line) => this.#take(line))
    if (this.#messageChars + this.#rest.length > MAX_MESSAGE_CHARS)
      throw new UnexpectedAnswerError(`An event is longer than ${MAX_MESSAGE_CHARS} characters`)
    return messages
  }

  #take(line: string): SseMessage[] {
    this.#messageChars += line.length
    if (line === '') return this.#dispatch()
    const colon = line.indexOf(':')
    const field = colon === -1 ? line : line.slice(0, colon)
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === 'id' && !value.includes('\0')) this.#message.id = value
    if (field === 'event') this.#message.event = value
    if (field === 'data') this.#message.data.push(value)
    return []
  }

  #dispatch(): SseMessage[] {
    const { id, event, data } = this.#message
    this.#message = { id: '', event: '', data: [] }
    this.#messageChars = 0
    return data.length === 0 ? [] : [{ id, event, data: data.join('\n') }]
  }
}
