import { useEffect } from 'react'

const TOLD_BY = ['timeupdate', 'seeking', 'seeked', 'loadedmetadata', 'pause'] as const

/** Tells the time of a video, each frame while it plays. @param onTime is given the same function while it stays the same */
export function useVideoTime(video: HTMLVideoElement | null, onTime: (timeMs: number) => void): void {
  useEffect(() => {
    if (video === null) return
    let frame = 0
    const tell = (): void => onTime(video.currentTime * 1_000)
    const follow = (): void => {
      tell()
      if (!video.paused && !video.ended) frame = requestAnimationFrame(follow)
    }
    const start = (): void => {
      cancelAnimationFrame(frame)
      follow()
    }
    for (const type of TOLD_BY) video.addEventListener(type, tell)
    video.addEventListener('play', start)
    start()
    return () => {
      cancelAnimationFrame(frame)
      for (const type of TOLD_BY) video.removeEventListener(type, tell)
      video.removeEventListener('play', start)
    }
  }, [video, onTime])
}
