import { useCallback, useRef } from 'react'
import classes from './timeline.module.css'
import { useVideoTime } from './use-video-time.ts'

/** Where the video is. Moved past React: it goes on with every frame. */
export function Playhead({ video, totalMs }: { readonly video: HTMLVideoElement; readonly totalMs: number }) {
  const line = useRef<HTMLDivElement>(null)
  useVideoTime(
    video,
    useCallback((timeMs) => line.current?.style.setProperty('--at', String(Math.min(1, timeMs / totalMs))), [totalMs]),
  )
  return <div ref={line} className={classes.playhead} aria-hidden />
}
