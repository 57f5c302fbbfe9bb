import sharp from 'sharp'
import { MediaError } from './media-error.ts'

/** Photos of today's phones and cameras fit; what decodes to more memory than a worker has does not. */
export const MAX_IMAGE_PIXELS = 50_000_000

const DECODE_TIMEOUT_SECONDS = 30

// libvips remembers results by file name, and would answer for a file that has changed since.
sharp.cache(false)

export type ImageHeader = {
  /** As shown, that is with the orientation tag of a photo applied. */
  readonly width: number
  readonly height: number
  readonly icc: Buffer | undefined
}

/**
 * The size an image claims, without decoding it.
 * @throws MediaError `invalid_image`, `image_too_large`, `truncated_file`
 */
export async function readImageHeader(path: string): Promise<ImageHeader> {
  const header = await sharp(path, { limitInputPixels: false })
    .metadata()
    .catch((error) => {
      throw unreadable(error)
    })
  const { width, height } = header.autoOrient
  if (!(width > 0 && height > 0)) throw new MediaError('invalid_image', 'The image is 0 pixels wide or high')
  if (width * height > MAX_IMAGE_PIXELS)
    throw new MediaError(
      'image_too_large',
      `The image has ${width} × ${height} pixels; at most ${MAX_IMAGE_PIXELS / 1_000_000} million are taken`,
    )
  return { width, height, icc: header.icc }
}

/**
 * Decodes every line of an image once, at small memory, to learn that all of it is there.
 * @throws MediaError `truncated_file`, `invalid_image`
 */
export async function decodeWholeImage(path: string): Promise<void> {
  try {
    await sharp(path, { failOn: 'truncated', limitInputPixels: MAX_IMAGE_PIXELS, sequentialRead: true })
      .timeout({ seconds: DECODE_TIMEOUT_SECONDS })
      .resize(8, 8, { fit: 'fill' })
      .raw()
      .toBuffer()
  } catch (error) {
    throw unreadable(error)
  }
}

/** libvips has no codes for its faults; these are its words, per loader, for bytes that are not there. */
const CUT_SHORT = /premature end|unexpected end|read error|truncat|unable to parse image|not enough data|unknown error/i

function unreadable(error: unknown): MediaError {
  const message = error instanceof Error ? error.message : ''
  return CUT_SHORT.test(message)
    ? new MediaError('truncated_file', 'The image is cut short: its end is missing', error)
    : new MediaError('invalid_image', 'The image cannot be decoded', error)
}
