import { fileTypeFromBuffer, fileTypeFromFile } from 'file-type'

export type MediaKind = 'image' | 'video' | 'audio'

export type MediaFormat = { readonly contentType: string; readonly extension: string; readonly kind: MediaKind }

const image = (extension: string, contentType: string): MediaFormat => ({ extension, contentType, kind: 'image' })
const video = (extension: string, contentType: string): MediaFormat => ({ extension, contentType, kind: 'video' })
const audio = (extension: string, contentType: string): MediaFormat => ({ extension, contentType, kind: 'audio' })

/** What file-type calls it → what we call it. Not in the table, not taken: no SVG, no documents, no archives. */
const FORMATS: Readonly<Record<string, MediaFormat>> = {
  'image/jpeg': image('jpg', 'image/jpeg'),
  'image/png': image('png', 'image/png'),
  'image/apng': image('png', 'image/png'),
  'image/gif': image('gif', 'image/gif'),
  'image/webp': image('webp', 'image/webp'),
  'image/heic': image('heic', 'image/heic'),
  'image/heif': image('heic', 'image/heic'),
  'video/mp4': video('mp4', 'video/mp4'),
  'video/x-m4v': video('mp4', 'video/mp4'),
  'video/quicktime': video('mov', 'video/quicktime'),
  'video/vnd.avi': video('avi', 'video/x-msvideo'),
  'video/webm': video('webm', 'video/webm'),
  'video/matroska': video('mkv', 'video/x-matroska'),
  'audio/mpeg': audio('mp3', 'audio/mpeg'),
  'audio/wav': audio('wav', 'audio/wav'),
  'audio/x-m4a': audio('m4a', 'audio/mp4'),
  'audio/aac': audio('aac', 'audio/aac'),
}

/** The accepted format that the bytes of a file show, whatever its name says; null when there is none. */
export async function detectFormat(path: string): Promise<MediaFormat | null> {
  const found = await fileTypeFromFile(path)
  return FORMATS[found?.mime ?? ''] ?? null
}

/** The same by the first bytes of a file; the first 4,100 tell every format in the table. */
export async function formatOfBytes(bytes: Uint8Array): Promise<MediaFormat | null> {
  const found = await fileTypeFromBuffer(bytes)
  return FORMATS[found?.mime ?? ''] ?? null
}
