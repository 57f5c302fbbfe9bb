import type { JobAnswer } from '../client/answers.ts'
import type { Download } from '../client/download-video.ts'
import type { DemoJob } from './demo-jobs.ts'

/** Frames have a length: a video of 8 s may end one early or late. */
const LENGTH_TOLERANCE_MS = 250
/** H.264, as MP4 files and as other tools call it. */
const H264 = /^(avc[13]?|h\.?264)/i

export type VideoFacts = {
  readonly durationMs: number
  readonly width: number
  readonly height: number
  readonly codec: string | null
}

/** What is wrong with a downloaded video; nothing when it is what the instruction asked for. */
export function faultsOfVideo(wanted: DemoJob, job: JobAnswer, download: Download, facts: VideoFacts): string[] {
  const faults: string[] = []
  if (!H264.test(facts.codec ?? '')) faults.push(`is ${facts.codec ?? 'of an unknown codec'}, not H.264`)
  if (Math.abs(facts.durationMs - wanted.durationMs) > LENGTH_TOLERANCE_MS)
    faults.push(`is ${facts.durationMs} ms long where ${wanted.durationMs} ms were asked for`)
  if (facts.width === 0 || facts.height === 0) faults.push('has no picture')
  if (job.video?.sha256 !== undefined && job.video.sha256 !== download.sha256)
    faults.push('is not the file that the service checked: the checksums differ')
  return faults
}
