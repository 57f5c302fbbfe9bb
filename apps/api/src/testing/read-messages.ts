export type StreamMessage = {
  /** Null where the stream cannot be taken up again. */
  readonly id: string | null
  readonly event: string | null
  readonly data: unknown
}

export type MessageReader = {
  /** The next message; null at the end of the stream. */
  next(): Promise<StreamMessage | null>
  close(): Promise<void>
}

/** Reads server-sent events by the rules of the standard, as far as this API uses them. Comments are passed over. */
export function readMessages(answer: Response): MessageReader {
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  let buffer = ''
  return {
    next: async () => {
      for (;;) {
        const end = buffer.indexOf('\n\n')
        if (end === -1) {
          const { value, done } = (await reader?.read()) ?? { value: undefined, done: true }
          if (done) return null
          buffer += value
          continue
        }
        const fields = new Map(buffer.slice(0, end).split('\n').map(splitField))
        buffer = buffer.slice(end + 2)
        const data = fields.get('data')
        if (data !== undefined)
          return { id: fields.get('id') ?? null, event: fields.get('event') ?? null, data: JSON.parse(data) }
      }
    },
    close: async () => reader?.cancel(),
  }
}

function splitField(line: string): [string, string] {
  const colon = line.indexOf(': ')
  return colon <= 0 ? ['', line] : [line.slice(0, colon), line.slice(colon + 2)]
}
