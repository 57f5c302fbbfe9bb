import type { StreamEvent } from '@nemo-batch/nemo-client'
import type { StageContext } from '../flow/stage.ts'
import { createCurrentWork } from './current-work.ts'

/** Those who watch are told at least so often that it is still working, whatever else they are told. */
const STILL_WORKING_MS = 120_000

/**
 * Tool calls and signs of life become progress events; they are written behind the stream, never in its way. The signs
 * come by a clock of their own: a stream may be silent, or hold nothing but heartbeats.
 */
export function tellProgress({ clock, every, record, logger }: ProgressContext): {
  readonly onEvent: (event: StreamEvent) => void
  /** Ends it, and resolves when all is written, so that nothing comes after what the stage says at its end. */
  written(): Promise<void>
} {
  const startedAt = clock().getTime()
  const work = createCurrentWork()
  let writing = Promise.resolve()
  const tell = (data: Record<string, unknown>): void => {
    writing = writing
      .then(() => record({ events: [{ type: 'job.progress', data: { stage: 'instruct', ...data } }] }))
      .catch((error: unknown) => logger.warn({ err: error }, 'a progress event could not be written'))
  }
  const stop = every(STILL_WORKING_MS, () => {
    const detail = work.detail()
    const elapsed = { elapsed_ms: clock().getTime() - startedAt }
    tell({ message: 'still working', ...elapsed, ...(detail === null ? {} : { detail }) })
  })
  return {
    onEvent(event) {
      work.hear(event)
      if (event.type === 'tool_call') tell({ tool: event.name })
    },
    written() {
      stop()
      return writing
    },
  }
}

export type ProgressContext = Pick<StageContext, 'clock' | 'every' | 'record' | 'logger'>
