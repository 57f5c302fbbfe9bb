import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { convertHeicToJpeg } from './convert-heic.ts'
import { embedIccProfile } from './embed-icc-profile.ts'
import { tempFolder } from './temp-folder.ts'

const folder = tempFolder()
const at = (name: string) => join(folder, name)
const photo = (name: string) => fileURLToPath(new URL(`../../../examples/photos/${name}`, import.meta.url))

const pixels = (path: string) => sharp(path).removeAlpha().toColourspace('srgb').raw().toBuffer()

describe('a HEIC photo', () => {
  it('becomes a JPEG of the same size that shows the same, the same way up', async () => {
    const size = await convertHeicToJpeg(photo('coffee.heic'), at('coffee.jpg'))
    expect(size).toEqual({ width: 600, height: 400 })
    expect(await sharp(at('coffee.jpg')).metadata()).toMatchObject({ format: 'jpeg', width: 600, height: 400 })
    const [converted, original] = await Promise.all([pixels(at('coffee.jpg')), pixels(photo('coffee.jpg'))])
    const difference = converted.reduce((sum, value, index) => sum + Math.abs(value - (original[index] ?? 0)), 0)
    expect(difference / converted.length).toBeLessThan(5)
  })

  it('is converted many at a time', async () => {
    const names = ['1.jpg', '2.jpg', '3.jpg']
    await Promise.all(names.map((name) => convertHeicToJpeg(photo('coffee.heic'), at(name))))
    for (const name of names) expect(await sharp(at(name)).metadata()).toMatchObject({ width: 600 })
  })

  it.each([0.02, 0.5, 0.99])('is refused when cut at %d, and writes nothing', async (share) => {
    const bytes = await readFile(photo('coffee.heic'))
    await writeFile(at('cut.heic'), bytes.subarray(0, Math.floor(bytes.length * share)))
    await expect(convertHeicToJpeg(at('cut.heic'), at('cut.jpg'))).rejects.toMatchObject({
      code: expect.stringMatching(/truncated_file|invalid_image/),
    })
    expect(existsSync(at('cut.jpg'))).toBe(false)
  })

  it('is refused when all but its first bytes are garbage', async () => {
    const bytes = await readFile(photo('coffee.heic'))
    for (const intactBytes of [12, 200, 340]) {
      const garbage = Buffer.from(bytes).fill(0xa5, intactBytes)
      await writeFile(at('garbage.heic'), garbage)
      await expect(convertHeicToJpeg(at('garbage.heic'), at('garbage.jpg')), `${intactBytes}`).rejects.toMatchObject({
        code: expect.stringMatching(/truncated_file|invalid_image/),
      })
    }
  })

  it('stops with the reason of the caller that gave up', async () => {
    const reason = new Error('the upload was canceled')
    const conversion = convertHeicToJpeg(photo('coffee.heic'), at('stopped.jpg'), { signal: AbortSignal.abort(reason) })
    await expect(conversion).rejects.toBe(reason)
    expect(existsSync(at('stopped.jpg'))).toBe(false)
  })
})

describe('a colour profile', () => {
  it('is carried into a JPEG byte for byte, in several segments when it is long', async () => {
    const plain = await sharp(photo('coffee.jpg')).jpeg().toBuffer()
    const withProfile = await sharp(photo('coffee.jpg')).withIccProfile('p3').jpeg().toBuffer()
    const { icc } = await sharp(withProfile).metadata()
    if (icc === undefined) throw new Error('sharp wrote no profile')
    expect((await sharp(embedIccProfile(plain, icc)).metadata()).icc).toEqual(icc)
    const long = Buffer.concat([icc, Buffer.alloc(150_000, 7)])
    long.writeUInt32BE(long.length, 0)
    expect((await sharp(embedIccProfile(plain, long)).metadata()).icc).toHaveLength(long.length)
  })
})
