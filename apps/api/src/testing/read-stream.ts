import { type Event, eventSchema } from '@nemo-batch/contracts'
import { readMessages } from './read-messages.ts'

export type EventReader = {
  readonly answer: Response
  /** The next event; null at the end of the stream. */
  next(): Promise<Event | null>
  /** All that are left, to the end of the stream. */
  rest(): Promise<Event[]>
  close(): Promise<void>
}

/** Reads a stream of events. */
export function readStream(answer: Response): EventReader {
  const messages = readMessages(answer)
  const next = async (): Promise<Event | null> => {
    const message = await messages.next()
    if (message === null) return null
    const event = eventSchema.parse(message.data)
    if (message.id !== event.id || message.event !== event.type) throw new Error('frame and data differ')
    return event
  }
  return {
    answer,
    next,
    rest: async () => {
      const events: Event[] = []
      for (let event = await next(); event !== null; event = await next()) events.push(event)
      return events
    },
    close: () => messages.close(),
  }
}
