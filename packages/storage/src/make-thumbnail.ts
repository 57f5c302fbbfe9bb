import type { Readable } from 'node:stream'
import sharp from 'sharp'
import { MAX_IMAGE_PIXELS } from './inspect-image.ts'
import { MediaError } from './media-error.ts'
import type { Storage } from './storage.ts'

const WEBP_QUALITY = 78
/** Of 0–6: twice as fast as the default, for a few per cent more bytes. */
const WEBP_EFFORT = 2
const TIMEOUT_SECONDS = 20

export type ThumbnailOptions = {
  /** In pixels; a smaller photo stays as it is. */
  readonly longestSide: number
  /** Of the photo. */
  readonly maxBytes: number
  readonly signal?: AbortSignal
}

/**
 * A small WebP of a photo that was taken in: upright, in sRGB, without metadata; of what moves, the first picture.
 * The photo goes by local disk, since in memory it would be there as a whole.
 * @throws MediaError `invalid_image`; StorageError as `stage` does; the reason of `signal`
 */
export async function makeThumbnail(
  storage: Pick<Storage, 'stage'>,
  photo: Readable,
  { longestSide, maxBytes, signal }: ThumbnailOptions,
): Promise<Buffer> {
  const staged = await storage.stage(photo, signal === undefined ? { maxBytes } : { maxBytes, signal })
  try {
    return await sharp(staged.path, { limitInputPixels: MAX_IMAGE_PIXELS, sequentialRead: true })
      .timeout({ seconds: TIMEOUT_SECONDS })
      .autoOrient()
      .resize(longestSide, longestSide, { fit: 'inside', withoutEnlargement: true })
      .webp({ quality: WEBP_QUALITY, effort: WEBP_EFFORT })
      .toBuffer()
  } catch (error) {
    throw new MediaError('invalid_image', 'The image cannot be decoded', error)
  } finally {
    await staged.discard()
  }
}
