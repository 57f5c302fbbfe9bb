import { type KeyboardEvent, useEffect, useRef, useState } from 'react'

const STEPS: Readonly<Record<string, (index: number, last: number) => number>> = {
  ArrowDown: (index, last) => Math.min(index + 1, last),
  ArrowUp: (index) => Math.max(index - 1, 0),
  Home: () => 0,
  End: (_index, last) => last,
}

const rowOf = (target: EventTarget): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>('tr[data-index]') : null

const indexOf = (target: EventTarget): number | null => {
  const index = rowOf(target)?.dataset.index
  return index === undefined ? null : Number(index)
}

/**
 * Arrow keys lead from row to row, Home and End to the first and the last, Space chooses; Tab stops in one row only, so
 * that the table is soon left.
 */
export function useRowFocus({
  count,
  scrollTo,
  onToggle,
}: {
  readonly count: number
  readonly scrollTo: (index: number) => void
  readonly onToggle: ((index: number, asRange: boolean) => void) | null
}) {
  /** Where the focus is; null outside of the rows. */
  const [focused, setFocused] = useState<number | null>(null)
  const body = useRef<HTMLTableSectionElement>(null)
  const goal = useRef<number | null>(null)
  // After each drawing: the row may have come into sight, or been loaded, only now.
  useEffect(() => {
    if (goal.current === null) return
    const row = body.current?.querySelector<HTMLElement>(`tr[data-index="${goal.current}"]`)
    if (row === null || row === undefined) return
    const link = row.querySelector<HTMLElement>('[data-row-link]')
    ;(link ?? row).focus({ preventScroll: true })
    if (link !== null) goal.current = null
  })
  const onKeyDown = (event: KeyboardEvent): void => {
    const index = indexOf(event.target)
    if (index === null || event.altKey || event.ctrlKey || event.metaKey) return
    const isLink = event.target instanceof Element && event.target.matches('[data-row-link]')
    const step = STEPS[event.key]
    if (step !== undefined) {
      event.preventDefault()
      goal.current = step(index, count - 1)
      setFocused(goal.current)
      scrollTo(goal.current)
    } else if (event.key === ' ' && isLink && onToggle !== null) {
      event.preventDefault()
      onToggle(index, event.shiftKey)
    }
  }
  return {
    focused,
    body,
    handlers: {
      onKeyDown,
      onFocus: ({ target }: { target: EventTarget }) => setFocused(indexOf(target)),
      onBlur: ({ relatedTarget }: { relatedTarget: EventTarget | null }) => {
        if (relatedTarget !== null && rowOf(relatedTarget) !== null) return
        if (goal.current === null) setFocused(null)
      },
    },
  }
}
