import { open } from 'node:fs/promises'

export type IsoBox = { readonly type: string; readonly offset: number; readonly sizeBytes: number }

export type IsoBoxes = {
  readonly boxes: readonly IsoBox[]
  /** The last box ends where the file does, or before; false when the file was cut short. */
  readonly isComplete: boolean
}

const HEADER_BYTES = 16
const MAX_BOXES = 100_000

/**
 * The top level of an MP4, MOV or HEIC file (ISO/IEC 14496-12, 4.2): only headers are read, whatever the size.
 * Sizes are what the file claims.
 */
export async function readIsoBoxes(path: string): Promise<IsoBoxes> {
  const file = await open(path, 'r')
  try {
    const { size: fileBytes } = await file.stat()
    const header = Buffer.alloc(HEADER_BYTES)
    const boxes: IsoBox[] = []
    let offset = 0
    while (offset + 8 <= fileBytes && boxes.length < MAX_BOXES) {
      const { bytesRead } = await file.read(header, 0, HEADER_BYTES, offset)
      const box = parseBox(header.subarray(0, bytesRead), offset, fileBytes)
      if (box === null) break
      boxes.push(box)
      offset += box.sizeBytes
    }
    return { boxes, isComplete: boxes.length > 0 && offset <= fileBytes }
  } finally {
    await file.close()
  }
}

/** @returns null at padding or at what is no box */
function parseBox(header: Buffer, offset: number, fileBytes: number): IsoBox | null {
  const type = header.toString('latin1', 4, 8)
  const told = header.readUInt32BE(0)
  if (!/^[\x20-\x7e\xa9]{4}$/.test(type)) return null
  if (told === 0) return { type, offset, sizeBytes: fileBytes - offset }
  if (told === 1) {
    if (header.length < HEADER_BYTES) return { type, offset, sizeBytes: HEADER_BYTES }
    const large = header.readBigUInt64BE(8)
    return large < 16n ? null : { type, offset, sizeBytes: Number(large) }
  }
  return told < 8 ? null : { type, offset, sizeBytes: told }
}

const MAX_BRANDS_BYTES = 1024

/** What a file says it is compatible with, from its first box: `heic`, `mif1`, `isom` … */
export async function readIsoBrands(path: string): Promise<string[]> {
  const file = await open(path, 'r')
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(MAX_BRANDS_BYTES), 0, MAX_BRANDS_BYTES, 0)
    if (bytesRead < HEADER_BYTES || buffer.toString('latin1', 4, 8) !== 'ftyp') return []
    const brands = buffer.toString('latin1', 8, Math.min(buffer.readUInt32BE(0), bytesRead))
    return brands.match(/.{4}/gs) ?? []
  } finally {
    await file.close()
  }
}
