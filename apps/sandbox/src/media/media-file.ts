import type { MediaType } from './sniff-type.ts'

export type MediaKind = 'image' | 'video' | 'audio'

/** An uploaded or generated file, on disk. Sizes in pixels; `durationMs` and `fps` are null where they mean nothing. */
export type MediaFile = {
  readonly id: string
  readonly filename: string
  readonly type: MediaType
  readonly kind: MediaKind
  readonly path: string
  readonly sizeBytes: number
  readonly sha256: string
  readonly width: number | null
  readonly height: number | null
  readonly durationMs: number | null
  readonly fps: number | null
}

/** The file as NEMO tells of it, in an upload's answer and in the state. Durations are seconds there. */
export const describeMedia = (file: MediaFile, baseUrl: string) => ({
  file_id: file.id,
  filename: file.filename,
  file_type: file.kind,
  cdn_url: `${baseUrl}/media/${file.id}`,
  width: file.width,
  height: file.height,
  duration: file.durationMs === null ? null : file.durationMs / 1000,
  fps: file.fps,
  hash: file.sha256,
})
