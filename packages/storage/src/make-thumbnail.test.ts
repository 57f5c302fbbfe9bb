import { createReadStream } from 'node:fs'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { expect, it } from 'vitest'
import { makeThumbnail } from './make-thumbnail.ts'
import { createStorage } from './storage.ts'
import { tempFolder } from './temp-folder.ts'

const folder = tempFolder()
const storage = createStorage({ dataDir: folder })
const photo = (name: string) => fileURLToPath(new URL(`../../../examples/photos/${name}`, import.meta.url))
const thumbnailOf = (path: string, longestSide = 160) =>
  makeThumbnail(storage, createReadStream(path), { longestSide, maxBytes: 10_000_000 })

it.each(['coffee.jpg', 'coffee.png', 'chelsea.webp', 'rocket.jpg'])('makes a WebP of %s, in its form', async (name) => {
  const original = await sharp(photo(name)).metadata()
  const { format, width, height } = await sharp(await thumbnailOf(photo(name))).metadata()
  expect([format, Math.max(width, height)]).toEqual(['webp', 160])
  expect(Math.abs(width / height - original.width / original.height)).toBeLessThan(0.02)
})

it('turns the photo upright, and drops who took it, where and with what', async () => {
  const path = join(folder, 'turned.jpg')
  const exif = { IFD0: { Artist: 'A. Photographer' }, IFD3: { GPSLatitude: '51/1 30/1 3230/100' } }
  await sharp(photo('coffee.jpg')).withExif(exif).withMetadata({ orientation: 6 }).toFile(path)
  const { width, height, orientation, ...rest } = await sharp(await thumbnailOf(path)).metadata()
  expect([width, height, orientation]).toEqual([107, 160, undefined])
  expect(rest).not.toHaveProperty('exif')
  expect(rest).not.toHaveProperty('icc')
  expect(rest).not.toHaveProperty('xmp')
})

it('leaves a photo that is smaller as large as it is, and takes the first picture of what moves', async () => {
  const path = join(folder, 'moving.gif')
  const [red, blue] = ['red', 'blue'].map((background) =>
    sharp({ create: { width: 20, height: 10, channels: 3, background } }),
  )
  const frames = await Promise.all([red, blue].map((image) => image?.png().toBuffer()))
  await sharp(
    frames.filter((frame) => frame !== undefined),
    { join: { animated: true } },
  )
    .gif()
    .toFile(path)
  const thumbnail = sharp(await thumbnailOf(path))
  expect(await thumbnail.metadata()).toMatchObject({ width: 20, height: 10 })
  const [r = 0, , b = 0] = await thumbnail.removeAlpha().raw().toBuffer()
  expect(r).toBeGreaterThan(b)
})

it('is refused when it is no photo, and leaves nothing behind', async () => {
  const path = join(folder, 'none.jpg')
  await writeFile(path, Buffer.alloc(1_000, 7))
  await expect(thumbnailOf(path)).rejects.toMatchObject({ code: 'invalid_image' })
  expect(await readdir(join(folder, 'incoming'))).toEqual([])
})
