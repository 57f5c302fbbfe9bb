import type { StreamEvent } from '@nemo-batch/nemo-client'
import type { StageContext } from '../flow/stage.ts'

/** Those who watch are told that it is still working when there was no other news for so long. */
const STILL_WORKING_MS = 120_000

/** Tool calls and signs of life become progress events; they are written behind the stream, never in its way. */
export function tellProgress(context: StageContext): {
  readonly onEvent: (event: StreamEvent) => void
  /** Resolves when all of them are written, so that none comes after what the stage says at its end. */
  written(): Promise<void>
} {
  let toldAt = context.clock().getTime()
  let writing = Promise.resolve()
  const tell = (data: Record<string, unknown>): void => {
    toldAt = context.clock().getTime()
    writing = writing
      .then(() => context.record({ events: [{ type: 'job.progress', data: { stage: 'instruct', ...data } }] }))
      .catch((error: unknown) => context.logger.warn({ err: error }, 'a progress event could not be written'))
  }
  return {
    onEvent(event) {
      if (event.type === 'tool_call') tell({ tool: event.name })
      else if (context.clock().getTime() - toldAt >= STILL_WORKING_MS) tell({ message: 'still working' })
    },
    written: () => writing,
  }
}
