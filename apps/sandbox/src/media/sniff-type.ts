import type { MediaKind } from './media-file.ts'

export const MEDIA_TYPES = {
  mp4: { kind: 'video', mime: 'video/mp4' },
  mov: { kind: 'video', mime: 'video/quicktime' },
  avi: { kind: 'video', mime: 'video/x-msvideo' },
  webm: { kind: 'video', mime: 'video/webm' },
  mkv: { kind: 'video', mime: 'video/x-matroska' },
  jpg: { kind: 'image', mime: 'image/jpeg' },
  png: { kind: 'image', mime: 'image/png' },
  gif: { kind: 'image', mime: 'image/gif' },
  webp: { kind: 'image', mime: 'image/webp' },
  mp3: { kind: 'audio', mime: 'audio/mpeg' },
  wav: { kind: 'audio', mime: 'audio/wav' },
  m4a: { kind: 'audio', mime: 'audio/mp4' },
  aac: { kind: 'audio', mime: 'audio/aac' },
} as const satisfies Record<string, { kind: MediaKind; mime: string }>

export type MediaType = keyof typeof MEDIA_TYPES

/** Bytes that `sniffType` needs to see. */
export const SNIFF_BYTES = 64

const MP4_BRANDS = /^(isom|iso[2-9]|mp4[12]|avc1|dash|M4V |M4VP|mmp4|MSNV|f4v |3gp.)$/

/** The type told by the first bytes, never by the name; null for what NEMO does not take (HEIC and AVIF among it). */
export function sniffType(head: Uint8Array): MediaType | null {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength)
  const ascii = (start: number, end: number): string => bytes.toString('latin1', start, end)
  if (bytes.length < 12) return null
  if (ascii(4, 8) === 'ftyp') return fromBrand(ascii(8, 12))
  if (['moov', 'mdat', 'wide', 'free', 'skip'].includes(ascii(4, 8))) return 'mov'
  if (ascii(0, 4) === 'RIFF')
    return ({ 'AVI ': 'avi', WEBP: 'webp', WAVE: 'wav' } as const)[ascii(8, 12) as 'AVI ' | 'WEBP' | 'WAVE'] ?? null
  if (bytes.readUInt32BE(0) === 0x1a45dfa3) return ascii(0, SNIFF_BYTES).includes('webm') ? 'webm' : 'mkv'
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpg'
  if (ascii(0, 8) === '\x89PNG\r\n\x1a\n') return 'png'
  if (/^GIF8[79]a$/.test(ascii(0, 6))) return 'gif'
  if (ascii(0, 3) === 'ID3') return 'mp3'
  return fromAudioSync(bytes[0] ?? 0, bytes[1] ?? 0)
}

function fromBrand(brand: string): MediaType | null {
  if (brand === 'qt  ') return 'mov'
  if (brand === 'M4A ' || brand === 'M4B ') return 'm4a'
  return MP4_BRANDS.test(brand) ? 'mp4' : null
}

/** An MPEG audio frame begins with 11 set bits; the layer field tells MP3 (layer III) from ADTS AAC (0). */
function fromAudioSync(first: number, second: number): MediaType | null {
  if (first !== 0xff || (second & 0xe0) !== 0xe0) return null
  const layer = (second >> 1) & 0b11
  if (layer === 0b01) return 'mp3'
  return layer === 0 && (second & 0xf0) === 0xf0 ? 'aac' : null
}
