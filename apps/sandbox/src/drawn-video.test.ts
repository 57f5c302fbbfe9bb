import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ALL_FORMATS, FilePathSource, Input } from 'mediabunny'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSandbox, type Sandbox } from './index.ts'
import { photoPath, SandboxCaller } from './testing/sandbox-caller.ts'

const hasFfprobe = spawnSync('ffprobe', ['-version']).status === 0
let dir: string
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'sandbox-video-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

const PHOTOS = ['coffee.jpg', 'chelsea.webp', 'coins.jpg', 'rocket.jpg'] as const
const INSTRUCTION = '6-second square video, transitions, lo-fi music at 60%, title "Spring 春季新品" for 2 seconds'

async function draw(sandbox: Sandbox, text: string, photos: readonly string[] = PHOTOS): Promise<string> {
  const caller = await SandboxCaller.signedIn(sandbox)
  const sessionId = await caller.sessionWith(photos)
  await caller.say(sessionId, text)
  const id = `render_${crypto.randomUUID()}`
  await caller.submitRender(sessionId, id)
  const render = await caller.renderEnd(id)
  expect(render).toMatchObject({ status: 'completed' })
  const file = path.join(dir, `${id}.mp4`)
  await writeFile(file, new Uint8Array(await (await fetch(String(render.outputUrl))).arrayBuffer()))
  return file
}

async function factsOf(file: string) {
  const input = new Input({ formats: ALL_FORMATS, source: new FilePathSource(file) })
  const [video, audio] = [await input.getPrimaryVideoTrack(), await input.getPrimaryAudioTrack()]
  return {
    seconds: await input.computeDuration(),
    codec: video?.codec,
    width: video?.displayWidth,
    height: video?.displayHeight,
    sound: audio?.codec,
  }
}

/** The middle of a frame, brought down to a few pixels: 8 × 8 RGB. */
async function frameAt(sandbox: Sandbox, file: string, seconds: number): Promise<Buffer> {
  const frame = spawnSync(
    sandbox.ffmpegPath,
    [
      '-loglevel',
      'error',
      '-ss',
      String(seconds),
      '-i',
      file,
      '-frames:v',
      '1',
      '-f',
      'image2pipe',
      '-c:v',
      'png',
      '-',
    ],
    { maxBuffer: 50_000_000 },
  )
  const image = sharp(frame.stdout)
  const { width, height } = await image.metadata()
  // A 3:2 photo on a square canvas takes the middle two thirds of its height.
  const bandPx = Math.round(height * 0.6)
  return image
    .extract({ left: 0, top: Math.round((height - bandPx) / 2), width, height: bandPx })
    .resize(8, 8, { fit: 'fill' })
    .raw()
    .toBuffer()
}

const photoPixels = (name: string): Promise<Buffer> =>
  sharp(photoPath(name)).removeAlpha().resize(8, 8, { fit: 'fill' }).raw().toBuffer()

/** Mean difference of colours, 0…255. */
const difference = (a: Buffer, b: Buffer): number =>
  a.reduce((sum, value, index) => sum + Math.abs(value - (b[index] ?? 0)), 0) / a.length

describe.each([
  ['the ffmpeg of this machine', undefined],
  ['the ffmpeg that npm brings', 'bundled'],
])('a video drawn by %s', (_name, ffmpeg) => {
  let sandbox: Sandbox
  let file: string
  beforeAll(async () => {
    sandbox = await createSandbox({ ffmpeg, longestSide: 240 })
    file = await draw(sandbox, INSTRUCTION)
  }, 60_000)
  afterAll(() => sandbox.close())

  it('is H.264 with sound, of the size and the length that were asked for', async () => {
    const { seconds, ...facts } = await factsOf(file)
    expect(facts).toEqual({ codec: 'avc', width: 240, height: 240, sound: 'aac' })
    expect(Math.abs(seconds - 6)).toBeLessThan(0.1)
  })

  it('begins with the first photo and ends with the last one', async () => {
    const [first, last] = [await frameAt(sandbox, file, 0), await frameAt(sandbox, file, 5.92)]
    for (const [frame, own] of [
      [first, 'coffee.jpg'],
      [last, 'rocket.jpg'],
    ] as const) {
      const distances = await Promise.all(
        PHOTOS.map(async (name) => ({ name, value: difference(frame, await photoPixels(name)) })),
      )
      const nearest = distances.sort((a, b) => a.value - b.value)[0]
      expect(nearest?.name).toBe(own)
      expect(nearest?.value).toBeLessThan(20)
    }
  })

  it('shows each photo in its turn, and never a black frame', async () => {
    for (const [index, name] of PHOTOS.entries()) {
      const frame = await frameAt(sandbox, file, 1.5 * index + 1)
      expect(difference(frame, await photoPixels(name))).toBeLessThan(25)
      expect(frame.some((value) => value > 60)).toBe(true)
    }
  })

  it('moves, and plays its music aloud', async () => {
    const still = difference(await frameAt(sandbox, file, 0.6), await frameAt(sandbox, file, 1.3))
    expect(still).toBeGreaterThan(0.2)
    const sound = spawnSync(sandbox.ffmpegPath, ['-i', file, '-af', 'volumedetect', '-vn', '-f', 'null', '-'], {
      encoding: 'utf8',
    })
    expect(Number(/max_volume: (-?[\d.]+) dB/.exec(sound.stderr)?.[1])).toBeGreaterThan(-20)
  })

  it.runIf(hasFfprobe)('is what ffprobe calls H.264 in yuv420p', () => {
    const entries = [
      '-v',
      'error',
      '-select_streams',
      'v',
      '-show_entries',
      'stream=codec_name,pix_fmt',
      '-of',
      'csv=p=0',
    ]
    expect(spawnSync('ffprobe', [...entries, file], { encoding: 'utf8' }).stdout.trim()).toBe('h264,yuv420p')
  })

  it('is made of video clips as well', async () => {
    const caller = await SandboxCaller.signedIn(sandbox)
    const { sessionId } = await caller.openSession()
    const uploaded = await caller.upload(sessionId, [{ name: 'clip.mp4', bytes: new Uint8Array(await readFile(file)) }])
    expect(uploaded.body.data).toMatchObject({
      files: [{ file_type: 'video', width: 240, height: 240, fps: 25 }],
    })
    await caller.uploadPhotos(sessionId, ['rocket.jpg'])
    await caller.say(sessionId, '3 seconds in all')
    const id = `render_${crypto.randomUUID()}`
    await caller.submitRender(sessionId, id)
    const render = await caller.renderEnd(id)
    const clip = path.join(dir, `${id}.mp4`)
    await writeFile(clip, new Uint8Array(await (await fetch(String(render.outputUrl))).arrayBuffer()))
    expect(await factsOf(clip)).toMatchObject({ codec: 'avc', width: 136, height: 240 })
    expect(Math.abs((await factsOf(clip)).seconds - 3)).toBeLessThan(0.1)
  })
})

describe('the length of a video', () => {
  it.each([
    ['2 s', 2, ['coffee.jpg']],
    ['3.7 seconds with transitions', 3.7, ['coffee.jpg', 'rocket.jpg', 'coins.jpg']],
    ['7 s without music', 7, ['coffee.png', 'motorcycle_left.jpg']],
  ])('of "%s" is exact', async (text, seconds, photos) => {
    const sandbox = await createSandbox({ longestSide: 128 })
    const facts = await factsOf(await draw(sandbox, text, photos))
    await sandbox.close()
    expect(Math.abs(facts.seconds - seconds)).toBeLessThan(0.1)
  })
})
