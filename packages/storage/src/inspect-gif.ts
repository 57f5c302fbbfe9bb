import { open } from 'node:fs/promises'
import { MediaError } from './media-error.ts'

const WINDOW_BYTES = 65_536
const HEADER_BYTES = 13
const BLOCK = { extension: 0x21, image: 0x2c, end: 0x3b } as const

type ReadByte = (offset: number) => Promise<number>

/**
 * Walks the blocks of a GIF to its end mark (GIF89a, section 15 on): the decoder is content when the first frame of
 * an animation is there, and takes a screen of no size for the size of its first frame.
 * @throws MediaError `truncated_file`, `invalid_image`
 */
export async function walkGif(path: string): Promise<void> {
  const file = await open(path, 'r')
  try {
    const window = Buffer.alloc(WINDOW_BYTES)
    let windowStart = 0
    let windowBytes = 0
    await walkBlocks(async (offset) => {
      if (offset < windowStart || offset >= windowStart + windowBytes) {
        windowStart = offset
        windowBytes = (await file.read(window, 0, WINDOW_BYTES, offset)).bytesRead
        if (windowBytes === 0) throw new MediaError('truncated_file', 'The image is cut short: its end is missing')
      }
      return window.readUInt8(offset - windowStart)
    })
  } finally {
    await file.close()
  }
}

async function walkBlocks(byteAt: ReadByte): Promise<void> {
  const wordAt = async (offset: number) => (await byteAt(offset)) + (await byteAt(offset + 1)) * 256
  if ((await wordAt(6)) === 0 || (await wordAt(8)) === 0)
    throw new MediaError('invalid_image', 'The image is 0 pixels wide or high')
  let offset = HEADER_BYTES + colourTableBytes(await byteAt(10))
  for (;;) {
    const block = await byteAt(offset)
    if (block === BLOCK.end) return
    if (block === BLOCK.extension) offset = await skipSubBlocks(byteAt, offset + 2)
    else if (block === BLOCK.image)
      offset = await skipSubBlocks(byteAt, offset + 11 + colourTableBytes(await byteAt(offset + 9)))
    else throw new MediaError('invalid_image', 'The image cannot be decoded')
  }
}

/** The packed field of a header tells whether a table of 2^(n+1) colours follows. */
const colourTableBytes = (packed: number) => ((packed & 0x80) === 0 ? 0 : 3 * 2 ** ((packed & 0x07) + 1))

async function skipSubBlocks(byteAt: ReadByte, start: number): Promise<number> {
  let offset = start
  for (let length = await byteAt(offset); length !== 0; length = await byteAt(offset)) offset += 1 + length
  return offset + 1
}
