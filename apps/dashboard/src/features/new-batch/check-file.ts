/** What the service takes, as far as a name or a type tells; it looks into the file itself. */
const EXTENSIONS = /\.(jpe?g|png|apng|gif|webp|heic|heif|mp4|m4v|mov|avi|webm|mkv|mp3|wav|m4a|aac)$/i
const TYPES = /^(image\/(?!svg)|video\/|audio\/)/
/** Folders hold them, and nobody meant them. */
const STRAY = /(^|\/)(\.|Thumbs\.db$|desktop\.ini$|__MACOSX\/)/i

export const ACCEPTED = 'image/*,video/*,audio/*,.heic,.heif,.mkv'
export const MAX_FILE_BYTES = 200 * 1024 * 1024

export type GivenFile = { readonly file: File; readonly path: string }
export type FileKind = 'media' | 'table' | 'stray'
export type Refusal = 'type' | 'size' | 'empty'

export function kindOf(path: string): FileKind {
  if (STRAY.test(path)) return 'stray'
  return /\.(csv|tsv)$/i.test(path) ? 'table' : 'media'
}

/** Why a photo or clip would be refused, before it is sent; null when nothing speaks against it. */
export function refusalOf({ file, path }: GivenFile): Refusal | null {
  if (!EXTENSIONS.test(path) && !TYPES.test(file.type)) return 'type'
  if (file.size === 0) return 'empty'
  return file.size > MAX_FILE_BYTES ? 'size' : null
}

export const isPicture = (name: string): boolean => /\.(jpe?g|png|apng|gif|webp|heic|heif)$/i.test(name)
