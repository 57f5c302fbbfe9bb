import { type KeyboardEvent, type PointerEvent, type ReactNode, useCallback, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { formatTimecode, ticksOf } from './scale.ts'
import classes from './timeline.module.css'
import { useVideoTime } from './use-video-time.ts'

/** Behind this there is no room for a time to the right of its tick. */
const LAST_SHARE = 0.96
const SMALL_STEP_S = 1
const LARGE_STEP_S = 5

/** The time axis. With a video it is the slider that seeks it. */
export function Ruler({
  totalMs,
  durationMs,
  video,
}: {
  readonly totalMs: number
  readonly durationMs: number
  readonly video: HTMLVideoElement | null
}) {
  const ticks = useMemo(() => ticksOf(totalMs), [totalMs])
  const marks = (
    <>
      {ticks.map(({ atMs, share }) => (
        <span
          key={atMs}
          className={classes.tick}
          data-last={share > LAST_SHARE}
          style={{ left: `${share * 100}%` }}
          aria-hidden
        >
          {formatTimecode(atMs)}
        </span>
      ))}
      {durationMs > 0 && durationMs < totalMs && (
        <span className={classes.end} style={{ left: `${(durationMs / totalMs) * 100}%` }} aria-hidden />
      )}
    </>
  )
  return (
    <div className={classes.rulerRow}>
      {video === null ? (
        <div className={classes.ruler}>{marks}</div>
      ) : (
        <SeekingRuler totalMs={totalMs} durationMs={durationMs} video={video}>
          {marks}
        </SeekingRuler>
      )}
    </div>
  )
}

function SeekingRuler({
  totalMs,
  durationMs,
  video,
  children,
}: {
  readonly totalMs: number
  readonly durationMs: number
  readonly video: HTMLVideoElement
  readonly children: ReactNode
}) {
  const { t } = useTranslation('job')
  const slider = useRef<HTMLDivElement>(null)
  const endS = (durationMs || totalMs) / 1_000
  useVideoTime(
    video,
    useCallback((timeMs) => {
      slider.current?.setAttribute('aria-valuenow', (timeMs / 1_000).toFixed(1))
      slider.current?.setAttribute('aria-valuetext', formatTimecode(timeMs))
    }, []),
  )
  const seek = (timeS: number): void => {
    video.currentTime = Math.min(endS, Math.max(0, timeS))
  }
  const drag = (event: PointerEvent<HTMLDivElement>): void => {
    const { left, width } = event.currentTarget.getBoundingClientRect()
    seek((((event.clientX - left) / width) * totalMs) / 1_000)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const timeS = timeAfter(event.key, video.currentTime, endS)
    if (timeS === null) return
    event.preventDefault()
    seek(timeS)
  }
  return (
    <div
      ref={slider}
      className={classes.ruler}
      data-seekable
      role="slider"
      tabIndex={0}
      aria-label={t('timeline.ruler')}
      aria-valuemin={0}
      aria-valuemax={endS}
      aria-valuenow={0}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        drag(event)
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) drag(event)
      }}
    >
      {children}
    </div>
  )
}

function timeAfter(key: string, timeS: number, endS: number): number | null {
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return timeS - SMALL_STEP_S
    case 'ArrowRight':
    case 'ArrowUp':
      return timeS + SMALL_STEP_S
    case 'PageDown':
      return timeS - LARGE_STEP_S
    case 'PageUp':
      return timeS + LARGE_STEP_S
    case 'Home':
      return 0
    case 'End':
      return endS
    default:
      return null
  }
}
