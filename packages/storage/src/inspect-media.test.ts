import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { crc32 } from 'node:zlib'
import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { inspectMedia } from './inspect-media.ts'
import { makeClip, runFfmpeg } from './make-clip.ts'
import { tempFolder } from './temp-folder.ts'

const folder = tempFolder()
const at = (name: string) => join(folder, name)
const photo = (name: string) => fileURLToPath(new URL(`../../../examples/photos/${name}`, import.meta.url))
const inspect = (path: string, declaredName = 'front.jpg') => inspectMedia(path, { declaredName })

async function write(bytes: Uint8Array | string): Promise<string> {
  await writeFile(at('sample'), bytes)
  return at('sample')
}

describe('a photo', () => {
  it.each([
    ['coffee.jpg', 'image/jpeg', 'jpg', 600, 400],
    ['coffee.png', 'image/png', 'png', 600, 400],
    ['coffee.heic', 'image/heic', 'heic', 600, 400],
    ['chelsea.webp', 'image/webp', 'webp', 451, 300],
    ['coins.jpg', 'image/jpeg', 'jpg', 384, 303],
  ])('is known by its content: %s', async (name, contentType, extension, width, height) => {
    const facts = await inspect(photo(name), 'anything.exe')
    expect(facts).toEqual({ contentType, extension, kind: 'image', width, height })
  })

  it('is told as wide and high as it is shown', async () => {
    await sharp(photo('coffee.jpg')).withMetadata({ orientation: 6 }).toFile(at('sideways.jpg'))
    expect(await inspect(at('sideways.jpg'))).toMatchObject({ width: 400, height: 600 })
  })
})

describe('an image cut short', () => {
  const small = () => sharp(photo('coffee.jpg')).resize(150)
  const animation = (format: 'gif' | 'webp') =>
    sharp([photo('coffee.jpg'), photo('rocket.jpg'), photo('coins.jpg')], { join: { animated: true } })
      .resize(100, 60, { fit: 'fill' })
      .toFormat(format, { effort: 1 })
      .toBuffer()

  const makers: Record<string, () => Promise<Buffer>> = {
    'a JPEG': () => readFile(photo('coffee.jpg')),
    'a progressive JPEG': () => small().jpeg({ progressive: true }).toBuffer(),
    'a PNG': () => readFile(photo('coffee.png')),
    'an interlaced PNG': () => small().png({ progressive: true }).toBuffer(),
    'a WebP': () => readFile(photo('chelsea.webp')),
    'a lossless WebP': () => small().webp({ lossless: true, effort: 0 }).toBuffer(),
    'a GIF': () => small().gif().toBuffer(),
    'an animated GIF': () => animation('gif'),
    'an animated WebP': () => animation('webp'),
    'a HEIC': () => readFile(photo('coffee.heic')),
  }

  it.each(Object.entries(makers))('is refused: %s', async (_name, make) => {
    const bytes = await make()
    expect(await inspect(await write(bytes))).toMatchObject({ kind: 'image' })
    for (const share of [0.01, 0.3, 0.6, 0.9, 0.99]) {
      const cut = await write(bytes.subarray(0, Math.floor(bytes.length * share)))
      await expect(inspect(cut), `at ${share}`).rejects.toMatchObject({ code: 'truncated_file' })
    }
  })
})

describe('an image that no worker should open', () => {
  const pngOfSize = async (width: number, height: number) => {
    const bytes = await sharp({ create: { width: 1, height: 1, channels: 3, background: 'red' } })
      .png()
      .toBuffer()
    bytes.writeUInt32BE(width, 16)
    bytes.writeUInt32BE(height, 20)
    bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29)
    return bytes
  }

  it.each([
    [0, 0],
    [0, 100],
    [100, 0],
  ])('is refused when it claims %i × %i pixels', async (width, height) => {
    const path = await write(await pngOfSize(width, height))
    await expect(inspect(path)).rejects.toMatchObject({ code: expect.stringMatching(/invalid_image|truncated_file/) })
  })

  it.each([
    [10_000, 5_001],
    [1, 50_000_001],
    [2_000_000_000, 2_000_000_000],
  ])('is refused by its header when it claims %i × %i pixels', async (width, height) => {
    const path = await write(await pngOfSize(width, height))
    await expect(inspect(path)).rejects.toMatchObject({
      code: expect.stringMatching(width === 10_000 ? /image_too_large/ : /image_too_large|invalid_image/),
    })
  })

  it('is refused when a GIF claims no size', async () => {
    const bytes = await sharp(photo('coins.jpg')).resize(50).gif().toBuffer()
    bytes.fill(0, 6, 10)
    await expect(inspect(await write(bytes))).rejects.toMatchObject({
      code: expect.stringMatching(/invalid_image|truncated_file/),
    })
  })

  it.each([
    ['JPEG', 'ffd8ffe000104a46494600'],
    ['PNG', '89504e470d0a1a0a0000000d49484452'],
    ['GIF', '474946383961'],
    ['WebP', '52494646ffffff7f57454250565038'],
  ])('is refused when only its first bytes are %s', async (_name, magic) => {
    const garbage = Buffer.concat([Buffer.from(magic, 'hex'), Buffer.alloc(2048, 0x5a)])
    await expect(inspect(await write(garbage))).rejects.toMatchObject({
      code: expect.stringMatching(/invalid_image|truncated_file|unsupported_file/),
    })
  })
})

describe('a clip or a sound', () => {
  beforeAll(() => makeClip(at('clip.mp4')))

  it.each([
    ['clip.mov', 'video/quicktime', 'video'],
    ['clip.mkv', 'video/x-matroska', 'video'],
    ['clip.mp4', 'video/mp4', 'video'],
  ])('is known by its content, with its size: %s', async (name, contentType, kind) => {
    if (name !== 'clip.mp4') await runFfmpeg('-i', at('clip.mp4'), '-c', 'copy', at(name))
    expect(await inspect(at(name))).toMatchObject({ contentType, kind, width: 320, height: 240 })
  })

  it.each([
    ['clip.avi', 'video/x-msvideo', ['-c:v', 'mjpeg', '-c:a', 'mp3']],
    ['clip.webm', 'video/webm', ['-c:v', 'libvpx', '-an', '-t', '0.2']],
  ])('is known by its content: %s', async (name, contentType, options) => {
    await runFfmpeg('-i', at('clip.mp4'), ...options, at(name))
    expect(await inspect(at(name))).toMatchObject({ contentType, kind: 'video', extension: name.split('.')[1] })
  })

  it.each([
    ['sound.mp3', 'audio/mpeg'],
    ['sound.wav', 'audio/wav'],
    ['sound.m4a', 'audio/mp4'],
    ['sound.aac', 'audio/aac'],
  ])('is known by its content: %s', async (name, contentType) => {
    await runFfmpeg('-i', at('clip.mp4'), '-vn', at(name))
    const extension = name.split('.')[1]
    expect(await inspect(at(name))).toEqual({ contentType, extension, kind: 'audio', width: null, height: null })
  })

  it('is refused when an MP4 is cut short', async () => {
    const bytes = await readFile(at('clip.mp4'))
    const cut = await write(bytes.subarray(0, Math.floor(bytes.length * 0.6)))
    await expect(inspect(cut, 'clip.mp4')).rejects.toMatchObject({ code: 'truncated_file' })
  })
})

describe('a file of another kind', () => {
  it.each([
    ['text', 'just some words'],
    ['HTML', '<!doctype html><html><body><img src="a.jpg"></body></html>'],
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'],
    ['SVG with an XML head', '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['PDF', '%PDF-1.7\n1 0 obj\n<<>>\nendobj\n'],
    ['ZIP', Buffer.from('504b0506000000000000000000000000000000000000', 'hex')],
    ['a program', Buffer.from('7f454c4602010100000000000000000002003e00', 'hex')],
    ['zeros', Buffer.alloc(64)],
    ['one byte', 'a'],
    ['JSON', '{"error":"not found"}'],
  ])('is refused although it is called front.jpg: %s', async (_name, bytes) => {
    await expect(inspect(await write(bytes))).rejects.toMatchObject({
      code: 'unsupported_file',
      accepted: expect.arrayContaining(['jpg', 'heic', 'mp4', 'aac']),
    })
  })

  it('is refused when it is AVIF, which a HEIC name does not change', async () => {
    await sharp(photo('coins.jpg')).resize(64).avif({ effort: 0 }).toFile(at('a.avif'))
    await expect(inspect(at('a.avif'), 'a.heic')).rejects.toMatchObject({ code: 'unsupported_file' })
    const bytes = await readFile(at('a.avif'))
    bytes.write('mif1', 8)
    await expect(inspect(await write(bytes), 'a.heic')).rejects.toMatchObject({ code: 'unsupported_file' })
  })

  it('is refused when it is empty', async () => {
    await expect(inspect(await write(''))).rejects.toMatchObject({ code: 'empty_file' })
  })

  it('is told back under a harmless name', async () => {
    await expect(inspect(await write('words'), '../\u202Efront\n.jpg')).rejects.toThrow(/^front\.jpg is none of/)
  })
})
