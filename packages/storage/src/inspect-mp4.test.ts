import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { inspectMp4 } from './inspect-mp4.ts'
import { readIsoBoxes } from './iso-boxes.ts'
import { makeClip, runFfmpeg } from './make-clip.ts'
import { tempFolder } from './temp-folder.ts'

const folder = tempFolder()
const at = (name: string) => join(folder, name)
const LAYOUTS = ['index-last', 'index-first', 'fragmented'] as const

beforeAll(async () => {
  await makeClip(at('index-last.mp4'))
  await runFfmpeg('-i', at('index-last.mp4'), '-c', 'copy', '-movflags', 'faststart', at('index-first.mp4'))
  await runFfmpeg(
    '-i',
    at('index-last.mp4'),
    '-c',
    'copy',
    '-movflags',
    'frag_keyframe+empty_moov',
    at('fragmented.mp4'),
  )
})

const refusal = (reason: RegExp) => ({ code: 'output_invalid', message: expect.stringMatching(reason) })

async function write(name: string, bytes: Uint8Array | string): Promise<string> {
  await writeFile(at(name), bytes)
  return at(name)
}

describe('a finished video', () => {
  it.each(['index-last', 'index-first'])('is told by length, size and codec (%s)', async (layout) => {
    const facts = await inspectMp4(at(`${layout}.mp4`))
    expect(facts).toMatchObject({ durationMs: 2000, width: 320, height: 240, hasVideo: true, codec: 'h264' })
    expect(facts.sizeBytes).toBe((await readFile(at(`${layout}.mp4`))).length)
  })

  it('may come in fragments', async () => {
    expect(await inspectMp4(at('fragmented.mp4'))).toMatchObject({ width: 320, height: 240, codec: 'h264' })
  })

  it.each(LAYOUTS.flatMap((layout) => [1, 30, 60, 99].map((percent) => [layout, percent] as const)))(
    'is refused when %s is cut at %i %%',
    async (layout, percent) => {
      const bytes = await readFile(at(`${layout}.mp4`))
      const cut = await write('cut.mp4', bytes.subarray(0, Math.floor((bytes.length * percent) / 100)))
      await expect(inspectMp4(cut)).rejects.toMatchObject(refusal(/cut short/))
    },
  )

  it('is refused when it lacks its last byte', async () => {
    const bytes = await readFile(at('index-first.mp4'))
    const cut = await write('cut.mp4', bytes.subarray(0, -1))
    await expect(inspectMp4(cut)).rejects.toMatchObject(refusal(/cut short/))
  })

  it('is refused when its samples lie beyond the end, whatever the boxes say', async () => {
    const bytes = await readFile(at('index-first.mp4'))
    const data = (await readIsoBoxes(at('index-first.mp4'))).boxes.find(({ type }) => type === 'mdat')
    if (data === undefined) throw new Error('ffmpeg wrote no mdat')
    const cut = Buffer.from(bytes.subarray(0, data.offset + Math.floor(data.sizeBytes / 2)))
    cut.writeUInt32BE(0, data.offset) // "to the end of the file"
    await expect(inspectMp4(await write('lying.mp4', cut))).rejects.toMatchObject(refusal(/cut short/))
  })

  it('is refused without its index', async () => {
    const { boxes } = await readIsoBoxes(at('index-last.mp4'))
    const index = boxes.find(({ type }) => type === 'moov')
    const bytes = await readFile(at('index-last.mp4'))
    const cut = await write('no-index.mp4', bytes.subarray(0, index?.offset))
    await expect(inspectMp4(cut)).rejects.toMatchObject(refusal(/index is missing/))
  })

  it('is refused without a video track', async () => {
    await runFfmpeg('-i', at('index-last.mp4'), '-vn', '-c', 'copy', '-f', 'mp4', at('sound.mp4'))
    await expect(inspectMp4(at('sound.mp4'))).rejects.toMatchObject(refusal(/no video track/))
  })

  it('is refused without a sample', async () => {
    const { boxes } = await readIsoBoxes(at('fragmented.mp4'))
    const firstFragment = boxes.find(({ type }) => type === 'moof')
    const bytes = await readFile(at('fragmented.mp4'))
    const cut = await write('no-samples.mp4', bytes.subarray(0, firstFragment?.offset))
    await expect(inspectMp4(cut)).rejects.toMatchObject(refusal(/video track is empty|no length|no video track/))
  })

  it('is refused when its sample sizes are garbage', async () => {
    const bytes = await readFile(at('index-last.mp4'))
    const sizes = bytes.indexOf('stsz')
    const garbled = Buffer.from(bytes)
    garbled.fill(0xff, sizes + 8, sizes + 16) // one size of 4 GB for four thousand million samples
    await expect(inspectMp4(await write('garbled.mp4', garbled))).rejects.toMatchObject(refusal(/not a playable MP4/))
  })

  it.each([
    ['empty', '', /empty/],
    ['a web page', '<!doctype html><title>Not found</title>', /not an MP4/],
    ['JSON', '{"error":"expired"}', /not an MP4/],
    ['a first box without more', Buffer.from('0000000866747970', 'hex'), /index is missing/],
    ['zeros', Buffer.alloc(4096), /not an MP4/],
  ])('is refused when it is %s', async (_name, bytes, reason) => {
    await expect(inspectMp4(await write('other.mp4', bytes))).rejects.toMatchObject(refusal(reason))
  })

  it('is refused when it is another container', async () => {
    await runFfmpeg('-i', at('index-last.mp4'), '-c', 'copy', at('clip.mkv'))
    await expect(inspectMp4(at('clip.mkv'))).rejects.toMatchObject(refusal(/not an MP4/))
  })
})
