import { open } from 'node:fs/promises'
import { ApiProblem } from '../../problems.ts'
import { CHUNK_BYTES } from './source.ts'

const BOM = Buffer.from([0xef, 0xbb, 0xbf])

/**
 * The bytes of a file in chunks, less a byte-order mark in front. A chunk is good until the next one is asked for: all of
 * them are read into the same memory, which nobody has to collect.
 */
export async function* readChunks(path: string): AsyncGenerator<Buffer> {
  const memory = Buffer.allocUnsafeSlow(CHUNK_BYTES)
  const file = await open(path, 'r')
  try {
    let isFirst = true
    for (;;) {
      const { bytesRead } = await file.read(memory, 0, CHUNK_BYTES)
      if (bytesRead === 0) return
      const chunk = memory.subarray(0, bytesRead)
      yield isFirst && chunk.subarray(0, BOM.length).equals(BOM) ? chunk.subarray(BOM.length) : chunk
      isFirst = false
    }
  } finally {
    await file.close()
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** @throws ApiProblem `invalid_json` */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes)
  } catch (error) {
    throw new ApiProblem('invalid_json', 'The body is not UTF-8', { cause: error })
  }
}
