import { type Event, eventSchema } from '@nemo-batch/contracts'

export type EventReader = {
  readonly answer: Response
  /** The next event; null at the end of the stream. */
  next(): Promise<Event | null>
  /** All that are left, to the end of the stream. */
  rest(): Promise<Event[]>
  close(): Promise<void>
}

/** Reads an event stream by the rules of the standard, as far as this API uses them. */
export function readStream(answer: Response): EventReader {
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  let buffer = ''
  const next = async (): Promise<Event | null> => {
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
      if (data === undefined) continue
      const event = eventSchema.parse(JSON.parse(data))
      if (fields.get('id') !== event.id || fields.get('event') !== event.type) throw new Error('frame and data differ')
      return event
    }
  }
  return {
    answer,
    next,
    rest: async () => {
      const events: Event[] = []
      for (let event = await next(); event !== null; event = await next()) events.push(event)
      return events
    },
    close: async () => reader?.cancel(),
  }
}

function splitField(line: string): [string, string] {
  const colon = line.indexOf(': ')
  return colon <= 0 ? ['', line] : [line.slice(0, colon), line.slice(colon + 2)]
}
