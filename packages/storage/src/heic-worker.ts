import { readFile } from 'node:fs/promises'
import { parentPort, workerData } from 'node:worker_threads'
import decode from 'heic-decode'

/** Runs in a worker thread of its own, so that a decoder that hangs or grows can be ended with it. */
const { path, width, height }: { path: string; width: number; height: number } = workerData

const images = await decode.all({ buffer: await readFile(path) })
// The first is the primary image nearly always; the header knows the primary's size.
const primary = images.find(
  (image) => 'width' in image && image.width === width && 'height' in image && image.height === height,
)
const decoded = await (primary ?? images[0])?.decode()
if (decoded === undefined) throw new Error('no image')
const data = new Uint8Array(decoded.data)
parentPort?.postMessage({ width: decoded.width, height: decoded.height, data }, [data.buffer])
