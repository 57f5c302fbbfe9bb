import { createParser } from 'eventsource-parser'

export type Frame =
  | { readonly kind: 'comment' }
  | { readonly kind: 'event'; readonly name: string; readonly data: string }

export type FrameReader = {
  /** Takes bytes cut anywhere, also inside a character or a CRLF. Answers false once the buffer limit is passed. */
  readonly push: (bytes: Uint8Array) => boolean
  /** Ends the stream: an event whose closing blank line never came still counts. */
  readonly end: () => void
}

/** Bytes of an event stream in, frames out. No I/O, no clock. `name` is empty for an unnamed event. */
export function createFrameReader(maxBufferChars: number, onFrame: (frame: Frame) => void): FrameReader {
  const decoder = new TextDecoder('utf-8')
  let hasOverflowed = false
  const parser = createParser({
    maxBufferSize: maxBufferChars,
    onEvent: ({ event, data }) => onFrame({ kind: 'event', name: event ?? '', data }),
    onComment: () => onFrame({ kind: 'comment' }),
    onError: (error) => {
      if (error.type === 'max-buffer-size-exceeded') hasOverflowed = true
    },
  })
  const feed = (text: string): boolean => {
    if (!hasOverflowed) parser.feed(text)
    return !hasOverflowed
  }
  return {
    push: (bytes) => feed(decoder.decode(bytes, { stream: true })),
    end: () => {
      // The parser drops what no blank line closed; the first line feed ends the line, the second the event.
      feed(`${decoder.decode()}\n\n`)
    },
  }
}
