import { stat } from 'node:fs/promises'
import { walkGif } from './inspect-gif.ts'
import { decodeWholeImage, readImageHeader } from './inspect-image.ts'
import { readIsoBoxes, readIsoBrands } from './iso-boxes.ts'
import { ACCEPTED_MEDIA, MediaError } from './media-error.ts'
import { detectFormat, type MediaFormat } from './media-format.ts'
import { readVideoSize } from './read-video-size.ts'
import { sanitizeFilename } from './sanitize-filename.ts'

export type MediaFacts = MediaFormat & {
  /** In pixels, as shown (a photo's orientation applied); null for sound, and for clips that do not tell. */
  readonly width: number | null
  readonly height: number | null
}

/** The box without which nobody can make anything of the rest. */
const ISO_CONTENTS: Readonly<Record<string, string>> = { mp4: 'moov', mov: 'moov', m4a: 'moov', heic: 'meta' }
/** The same container as HEIC, under the neutral brand `mif1` at times, with a codec that our decoder lacks. */
const AVIF_BRANDS = ['avif', 'avis']

/**
 * What a file on disk is, by its bytes. Images are decoded once, except HEIC, of which the header is read:
 * `convertHeicToJpeg` decodes it. The declared name only appears in messages.
 * @throws MediaError `unsupported_file`, `empty_file`, `truncated_file`, `invalid_image`, `image_too_large`
 */
export async function inspectMedia(path: string, { declaredName }: { declaredName: string }): Promise<MediaFacts> {
  if ((await stat(path)).size === 0) throw new MediaError('empty_file', 'The file is empty')
  const format = await detectFormat(path)
  if (format === null) throw unsupported(declaredName)
  if (!(await isWholeIsoFile(path, ISO_CONTENTS[format.extension])))
    throw new MediaError('truncated_file', 'The file is cut short: its end is missing')
  if (format.kind === 'audio') return { ...format, width: null, height: null }
  if (format.kind === 'video') return { ...format, ...(await readVideoSize(path)) }
  if (format.extension === 'heic' && (await readIsoBrands(path)).some((brand) => AVIF_BRANDS.includes(brand)))
    throw unsupported(declaredName)
  if (format.extension === 'gif') await walkGif(path)
  const { width, height } = await readImageHeader(path)
  if (format.extension !== 'heic') await decodeWholeImage(path)
  return { ...format, width, height }
}

async function isWholeIsoFile(path: string, contents: string | undefined): Promise<boolean> {
  if (contents === undefined) return true
  const { boxes, isComplete } = await readIsoBoxes(path)
  return isComplete && boxes.some(({ type }) => type === contents)
}

function unsupported(declaredName: string): MediaError {
  const list = ACCEPTED_MEDIA.join(', ')
  return new MediaError('unsupported_file', `${sanitizeFilename(declaredName)} is none of ${list}, by its content`)
}
