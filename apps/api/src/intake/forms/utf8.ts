import { createReadStream } from 'node:fs'
import { ApiProblem } from '../../problems.ts'
import { CHUNK_BYTES } from './source.ts'

const BOM = Buffer.from([0xef, 0xbb, 0xbf])

/** The bytes of a file in chunks, less a byte-order mark in front. */
export async function* readChunks(path: string): AsyncGenerator<Buffer> {
  let isFirst = true
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
    const bytes: Buffer = chunk
    yield isFirst && bytes.subarray(0, BOM.length).equals(BOM) ? bytes.subarray(BOM.length) : bytes
    isFirst = false
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
