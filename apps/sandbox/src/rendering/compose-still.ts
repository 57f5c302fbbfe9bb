import sharp from 'sharp'

/** Stills are drawn larger than the video, so that a slow zoom moves by fractions of its pixels. */
const STILL_SCALE = 1.5
const CROP_TOLERANCE = 1.25

/**
 * Fits a photo to the canvas and writes it as JPEG. One of nearly the same shape fills it; another is shown whole before
 * a blurred copy of itself. Truncated photos are drawn as far as they go.
 */
export async function composeStill(
  source: string,
  target: string,
  canvas: { width: number; height: number },
  maxPixels: number,
): Promise<void> {
  const width = Math.round((canvas.width * STILL_SCALE) / 2) * 2
  const height = Math.round((canvas.height * STILL_SCALE) / 2) * 2
  const options = { limitInputPixels: maxPixels, failOn: 'none' } as const
  const photo = await sharp(source, options)
    .autoOrient()
    .flatten({ background: '#ffffff' })
    .resize({ width: width * 2, height: height * 2, fit: 'inside', withoutEnlargement: true })
    .removeAlpha()
    .toColourspace('srgb')
    .png({ compressionLevel: 0 })
    .toBuffer({ resolveWithObject: true })
  const shape = (photo.info.width * height) / (photo.info.height * width)
  if (shape < CROP_TOLERANCE && shape > 1 / CROP_TOLERANCE) {
    await sharp(photo.data).resize({ width, height, fit: 'cover' }).jpeg({ quality: 90 }).toFile(target)
    return
  }
  const whole = await sharp(photo.data).resize({ width, height, fit: 'inside' }).png({ compressionLevel: 0 }).toBuffer()
  // Blurring a sixth of the size costs a fraction and looks the same.
  const small = await sharp(photo.data)
    .resize({ width: Math.ceil(width / 6), height: Math.ceil(height / 6), fit: 'cover' })
    .blur(6)
    .modulate({ brightness: 0.75 })
    .png({ compressionLevel: 0 })
    .toBuffer()
  await sharp(small)
    .resize({ width, height, fit: 'fill' })
    .composite([{ input: whole, gravity: 'centre' }])
    .jpeg({ quality: 90 })
    .toFile(target)
}

/** A gradient of a colour that belongs to `seed`: the picture of a clip that was generated rather than uploaded. */
export async function paintGenerated(target: string, seed: number): Promise<void> {
  const hue = (seed * 67) % 360
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="720" height="1280"><defs><linearGradient id="g" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="hsl(${hue},70%,45%)"/><stop offset="1" stop-color="hsl(${(hue + 60) % 360},70%,65%)"/></linearGradient></defs><rect width="720" height="1280" fill="url(#g)"/><circle cx="360" cy="560" r="220" fill="hsl(${(hue + 180) % 360},60%,80%)" opacity="0.6"/></svg>`
  await sharp(Buffer.from(svg)).jpeg({ quality: 90 }).toFile(target)
}
