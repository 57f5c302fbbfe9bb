import { Text } from '@mantine/core'
import { type MouseEvent, type SyntheticEvent, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Picture } from '../photos/pictures.ts'
import { layOut, type Row, type Timeline, timeOf } from './layout.ts'
import { type Place, placeAfter, placeOf, placeWritten } from './places.ts'
import { Playhead } from './playhead.tsx'
import { Ruler } from './ruler.tsx'
import classes from './timeline.module.css'
import { TrackRow } from './track-row.tsx'

/** What somebody points at, with the mouse or the keyboard. */
export type Pointed = { readonly row: Row; readonly piece: Row['pieces'][number]; readonly durationMs: number }

/** A timeline. The tab key comes to it once; from there the arrow keys go from segment to segment. */
export function Drawing({
  timeline,
  totalMs,
  stepIndex,
  video,
  pictures,
  onPoint,
}: {
  readonly timeline: Timeline
  readonly totalMs: number
  readonly stepIndex: number
  /** Whose times these are; null when it is not shown. */
  readonly video: HTMLVideoElement | null
  readonly pictures: readonly Picture[]
  readonly onPoint: (pointed: Pointed | null) => void
}) {
  const { t } = useTranslation('job')
  const rows = useMemo(() => layOut(timeline, totalMs), [timeline, totalMs])
  const [focused, setFocused] = useState<Place>(() => firstPlace(rows))
  const durationMs = timeOf(timeline.duration_ms)

  const seek = (timeMs: number): void => {
    if (video !== null) video.currentTime = Math.min(timeMs, durationMs || timeMs) / 1_000
  }
  const point = (event: SyntheticEvent): Place | null => {
    const place = placeOf(event.target)
    const row = place === null ? undefined : rows[place.row]
    const piece = place === null ? undefined : row?.pieces[place.piece]
    if (row !== undefined && piece !== undefined) onPoint({ row, piece, durationMs })
    return place
  }
  const onClick = (event: MouseEvent): void => {
    const lanes = (event.target as Element).closest('[data-lanes]')
    if (lanes === null) return
    const place = point(event)
    const { left, width } = lanes.getBoundingClientRect()
    const isByKeyboard = event.detail === 0
    const startMs = place === null ? undefined : rows[place.row]?.pieces[place.piece]?.startMs
    seek(isByKeyboard && startMs !== undefined ? startMs : ((event.clientX - left) / width) * totalMs)
  }

  if (rows.every(({ pieces }) => pieces.length === 0))
    return (
      <Text size="sm" c="dimmed" className={classes.nothing} p="md">
        {t('timeline.empty')}
      </Text>
    )
  return (
    <div className={classes.scroller}>
      <div className={classes.drawing}>
        <Ruler totalMs={totalMs} durationMs={durationMs} video={video} />
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is a part of a form */}
        <div
          role="group"
          aria-label={t('timeline.drawing', { step: stepIndex + 1 })}
          className={classes.rows}
          data-seekable={video !== null}
          onClick={onClick}
          onMouseOver={point}
          onMouseLeave={() => onPoint(null)}
          onFocus={(event) => {
            const place = point(event)
            if (place !== null) setFocused(place)
          }}
          onBlur={() => onPoint(null)}
          onKeyDown={(event) => {
            const next = placeAfter(event.key, placeOf(event.target), rows)
            if (next === null) return
            event.preventDefault()
            event.currentTarget.querySelector<HTMLElement>(`[data-at="${placeWritten(next)}"]`)?.focus()
          }}
        >
          {rows.map((row, at) => (
            <TrackRow
              // biome-ignore lint/suspicious/noArrayIndexKey: tracks have no other identity
              key={at}
              row={row}
              at={at}
              focused={focused.row === at ? focused.piece : null}
              pictures={pictures}
            />
          ))}
        </div>
        {video !== null && <Playhead video={video} totalMs={totalMs} />}
      </div>
    </div>
  )
}

const firstPlace = (rows: readonly Row[]): Place => ({
  row: Math.max(
    0,
    rows.findIndex(({ pieces }) => pieces.length > 0),
  ),
  piece: 0,
})
