import { stat } from 'node:fs/promises'
import { EncodedPacketSink, FilePathSource, Input, type InputVideoTrack, MP4 } from 'mediabunny'
import { type IsoBoxes, readIsoBoxes } from './iso-boxes.ts'
import { MediaError } from './media-error.ts'

export type Mp4Facts = {
  /** Of the video track, above zero. */
  readonly durationMs: number
  /** Display size in pixels. */
  readonly width: number
  readonly height: number
  readonly hasVideo: true
  /** `h264`, `hevc`, `vp9`, `av1` …; null when it is none that is known. */
  readonly codec: string | null
  readonly sizeBytes: number
}

/** More than nine hours at 30 frames a second; a longer table is an attack. */
const MAX_SAMPLES = 1_000_000

const CODEC_NAMES: Readonly<Record<string, string>> = { avc: 'h264' }

/**
 * Proves that a finished video is a playable MP4: a video track of more than zero length whose every sample is in
 * the file. Read from disk piece by piece, once from end to end.
 * @throws MediaError `output_invalid`; the message says what is wrong
 */
export async function inspectMp4(path: string): Promise<Mp4Facts> {
  const { size: sizeBytes } = await stat(path)
  if (sizeBytes === 0) throw invalid('it is empty')
  checkLayout(await readIsoBoxes(path))
  const input = new Input({ formats: [MP4], source: new FilePathSource(path) })
  try {
    const track = await input.getPrimaryVideoTrack()
    if (track === null) throw invalid('it has no video track')
    await checkSamples(track, sizeBytes)
    const durationMs = Math.round((await track.computeDuration()) * 1000)
    if (!(durationMs > 0)) throw invalid('it has no length')
    const [width, height, codec] = await Promise.all([
      track.getDisplayWidth(),
      track.getDisplayHeight(),
      track.getCodec(),
    ])
    if (!(width > 0 && height > 0)) throw invalid('its picture has no size')
    return { durationMs, width, height, hasVideo: true, codec: nameCodec(codec), sizeBytes }
  } catch (error) {
    throw error instanceof MediaError ? error : invalid('it cannot be read', error)
  } finally {
    input.dispose()
  }
}

function checkLayout({ boxes, isComplete }: IsoBoxes): void {
  if (boxes[0]?.type !== 'ftyp') throw invalid('it is not an MP4')
  if (!isComplete) throw invalid('it is cut short')
  if (!boxes.some(({ type }) => type === 'moov')) throw invalid('its index is missing')
}

/** The index is read first: a reader that meets a sample beyond the end of the file stops as if it were the last. */
async function checkSamples(track: InputVideoTrack, fileBytes: number): Promise<void> {
  const sink = new EncodedPacketSink(track)
  let announced = 0
  let announcedBytes = 0
  for await (const packet of sink.packets(undefined, undefined, { metadataOnly: true })) {
    announcedBytes += packet.byteLength
    if (++announced > MAX_SAMPLES) throw invalid(`it has more than ${MAX_SAMPLES} samples`)
  }
  if (announced === 0) throw invalid('its video track is empty')
  if (announcedBytes > fileBytes) throw invalid('it is cut short')
  let present = 0
  for await (const packet of sink.packets()) {
    if (packet.data.byteLength === 0) throw invalid('a sample of its video is empty')
    present++
  }
  if (present < announced) throw invalid('it is cut short')
}

const nameCodec = (codec: string | null) => (codec === null ? null : (CODEC_NAMES[codec] ?? codec))

const invalid = (reason: string, cause?: unknown) =>
  new MediaError('output_invalid', `The video is not a playable MP4: ${reason}`, cause)
