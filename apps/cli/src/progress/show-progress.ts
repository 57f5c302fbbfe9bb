import { createLogUpdate } from 'log-update'
import pc from 'picocolors'
import type { BatchView, ViewChange } from './batch-view.ts'
import { plainLine } from './plain-line.ts'
import { renderBars } from './render-bars.ts'

const FRAME_MS = 80
const DEFAULT_COLUMNS = 80
const DEFAULT_ROWS = 24

export type ProgressDisplay = {
  /** The view has changed so. */
  update(change: ViewChange): void
  /** A line that stays: a lost connection, a warning. */
  say(line: string): void
  /** Shows the last state and gives the terminal back. */
  end(): void
}

/** Bars where there is a terminal, plain lines elsewhere. */
export const showProgress = (view: BatchView, stream: NodeJS.WriteStream = process.stdout): ProgressDisplay =>
  stream.isTTY === true ? barsOn(view, stream) : linesOn(stream)

function barsOn(view: BatchView, stream: NodeJS.WriteStream): ProgressDisplay {
  const draw = createLogUpdate(stream)
  let frame: NodeJS.Timeout | undefined
  const paint = (): void => {
    frame = undefined
    const screen = {
      columns: stream.columns ?? DEFAULT_COLUMNS,
      rows: stream.rows ?? DEFAULT_ROWS,
      hasColours: pc.isColorSupported,
    }
    draw(renderBars(view, screen).join('\n'))
  }
  paint()
  return {
    update() {
      frame ??= setTimeout(paint, FRAME_MS)
    },
    say: (line) => draw.persist(line),
    end() {
      clearTimeout(frame)
      paint()
      draw.done()
    },
  }
}

function linesOn(stream: NodeJS.WriteStream): ProgressDisplay {
  return {
    update(change) {
      const line = plainLine(change)
      if (line !== null) stream.write(`${line}\n`)
    },
    say: (line) => void stream.write(`${line}\n`),
    end: () => {},
  }
}
