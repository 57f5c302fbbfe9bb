import { rm, writeFile } from 'node:fs/promises'
import { Worker } from 'node:worker_threads'
import sharp from 'sharp'
import { embedIccProfile } from './embed-icc-profile.ts'
import { readImageHeader } from './inspect-image.ts'
import { MediaError } from './media-error.ts'

const JPEG_QUALITY = 90
const DECODE_TIMEOUT_MS = 60_000
/** A decoded photo takes four bytes a pixel, so two of the largest stay below half a gigabyte. */
const MAX_CONCURRENT = 2

export type ConvertedImage = { readonly width: number; readonly height: number }

/**
 * Writes a HEIC photo as JPEG with the same pixels, upright, its colour profile kept and its other metadata dropped.
 * At most two at a time; the rest wait.
 * @param outPath written only when all went well
 * @throws MediaError `truncated_file`, `invalid_image`, `image_too_large`; the reason of `signal`
 */
export async function convertHeicToJpeg(
  path: string,
  outPath: string,
  { signal }: { signal?: AbortSignal } = {},
): Promise<ConvertedImage> {
  const header = await readImageHeader(path)
  await takeTurn()
  try {
    signal?.throwIfAborted()
    const { width, height, data } = await decodeInWorker({ path, width: header.width, height: header.height }, signal)
    const jpeg = await sharp(data, { raw: { width, height, channels: 4 } })
      .flatten({ background: 'white' })
      .jpeg({ quality: JPEG_QUALITY })
      .toBuffer()
    await writeWhole(outPath, header.icc === undefined ? jpeg : embedIccProfile(jpeg, header.icc))
    return { width, height }
  } finally {
    endTurn()
  }
}

type HeicSource = { readonly path: string; readonly width: number; readonly height: number }
type Pixels = { readonly width: number; readonly height: number; readonly data: Uint8Array }

async function decodeInWorker(source: HeicSource, signal: AbortSignal | undefined): Promise<Pixels> {
  const worker = new Worker(new URL('./heic-worker.ts', import.meta.url), {
    workerData: source,
    // The decoder writes its complaints to the console; they belong in the error.
    stdout: true,
    stderr: true,
  })
  let timer: NodeJS.Timeout | undefined
  let abort = () => {}
  try {
    return await new Promise<Pixels>((resolve, reject) => {
      const fail = (cause?: unknown) =>
        reject(new MediaError('invalid_image', 'The HEIC image cannot be decoded', cause))
      abort = () => reject(signal?.reason)
      signal?.addEventListener('abort', abort, { once: true })
      timer = setTimeout(fail, DECODE_TIMEOUT_MS)
      worker.once('message', resolve)
      worker.once('error', fail)
      worker.once('exit', () => fail())
    })
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
    await worker.terminate()
  }
}

async function writeWhole(path: string, bytes: Buffer): Promise<void> {
  try {
    await writeFile(path, bytes, { mode: 0o600 })
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
}

let running = 0
const waiting: (() => void)[] = []

async function takeTurn(): Promise<void> {
  if (running < MAX_CONCURRENT) running++
  else await new Promise<void>((resolve) => waiting.push(resolve))
}

/** Hands the turn on, so `running` stays as it is when somebody waits. */
function endTurn(): void {
  const next = waiting.shift()
  if (next === undefined) running--
  else next()
}
