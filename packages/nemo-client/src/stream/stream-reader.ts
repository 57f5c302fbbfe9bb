import type { NemoErrorCode } from '../errors.ts'
import { codeOfNumber } from '../nemo-codes.ts'
import { isNoise } from './join-text.ts'
import { readFrame } from './read-frame.ts'
import { createReply, type StreamEvent, type ToolUse } from './reply.ts'
import { createFrameReader, type Frame } from './sse-frames.ts'

/** What a stream said. `meaningfulEvents` counts everything that is no heartbeat. */
export type StreamContent = {
  readonly text: string
  readonly tools: ToolUse[]
  /** The last error that the stream told, unless it was NEMO's closing noise. */
  readonly streamError: string | null
  /** The same error when it came with one of NEMO's numbers. `wasFirst`: nothing else was said before it. */
  readonly codedError: { readonly nemoCode: number; readonly code: NemoErrorCode; readonly wasFirst: boolean } | null
  readonly meaningfulEvents: number
}

export type StreamReader = {
  /** Takes bytes, cut anywhere. Answers false when one event is larger than the buffer limit: stop reading then. */
  readonly push: (bytes: Uint8Array) => boolean
  readonly end: () => StreamContent
}

export type StreamReaderOptions = {
  readonly maxBufferChars: number
  readonly onEvent: (event: StreamEvent) => void
  /** Called for each event that is no heartbeat: the only thing that resets the idle clock. */
  readonly onMeaningful: () => void
}

/** Reads one message's event stream from bytes to content. Pure: no I/O and no clock. */
export function createStreamReader({ maxBufferChars, onEvent, onMeaningful }: StreamReaderOptions): StreamReader {
  const reply = createReply()
  let streamError: string | null = null
  let codedError: StreamContent['codedError'] = null
  let meaningfulEvents = 0

  const takeFrame = (frame: Frame): void => {
    const readings = readFrame(frame)
    const isNews = readings.some((reading) => reading.kind !== 'heartbeat' && reading.kind !== 'unreadable')
    for (const reading of readings) {
      if (reading.kind === 'error') {
        if (isNoise(reading.message) && reply.text() !== '') continue
        streamError = reading.message
        const code = codeOfNumber(reading.nemoCode)
        if (code && reading.nemoCode !== null) {
          codedError = { nemoCode: reading.nemoCode, code, wasFirst: meaningfulEvents === 0 }
        }
      }
      for (const event of reply.take(reading)) onEvent(event)
    }
    if (!isNews) return
    meaningfulEvents += 1
    onMeaningful()
  }

  const frames = createFrameReader(maxBufferChars, takeFrame)
  return {
    push: frames.push,
    end: () => {
      frames.end()
      return { text: reply.text(), tools: reply.tools(), streamError, codedError, meaningfulEvents }
    },
  }
}
