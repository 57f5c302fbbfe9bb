/** What shops send: photos, clips and music. Names of extensions, as told to callers. */
export const ACCEPTED_MEDIA = [
  ...['jpg', 'png', 'gif', 'webp', 'heic'],
  ...['mp4', 'mov', 'avi', 'webm', 'mkv'],
  ...['mp3', 'wav', 'm4a', 'aac'],
] as const

export type MediaErrorCode =
  | 'unsupported_file'
  | 'empty_file'
  | 'truncated_file'
  | 'invalid_image'
  | 'image_too_large'
  | 'output_invalid'

/** Why a file is not what it has to be. The message can be shown to the caller. */
export class MediaError extends Error {
  override readonly name = 'MediaError'
  readonly code: MediaErrorCode
  /** The extensions that are taken, whatever the fault. */
  readonly accepted: readonly string[] = ACCEPTED_MEDIA

  constructor(code: MediaErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
  }
}
