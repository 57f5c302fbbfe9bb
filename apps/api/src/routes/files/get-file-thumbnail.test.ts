import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileSchema, problemSchema, THUMBNAIL_SIZES } from '@nemo-batch/contracts'
import { inspectMedia } from '@nemo-batch/storage'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { givenKey, givenProject } from '../../testing/given-keys.ts'
import { formOf, photo } from '../../testing/photos.ts'
import { type RunningApi, startTestApi } from '../../testing/running-api.ts'

let api: RunningApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

async function givenFile(name = 'coffee.jpg') {
  const form = formOf(['file', await photo(name)])
  return fileSchema.parse(await (await api.call('/v1/files', { method: 'POST', body: form })).json())
}
const thumbnailOf = (id: string, size: string, headers: Record<string, string> = {}) =>
  api.call(`/v1/files/${id}/thumbnail?size=${size}`, { headers })
const codeOf = async (answer: Response) => [answer.status, problemSchema.parse(await answer.json()).code]

async function shown(answer: Response) {
  const to = path.join(api.dataDir, 'shown.webp')
  await writeFile(to, await answer.bytes())
  return inspectMedia(to, { declaredName: 'shown.webp' })
}

it.each(['coffee.jpg', 'coffee.heic'])('shows %s small, in three sizes, and lets browsers keep it', async (name) => {
  const { id, width, height } = await givenFile(name)
  for (const size of THUMBNAIL_SIZES) {
    const answer = await thumbnailOf(id, size)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/webp'])
    expect(answer.headers.get('cache-control')).toBe('private, max-age=31536000, immutable')
    const longest = Math.min(Number(size), Math.max(width ?? 0, height ?? 0))
    expect(await shown(answer)).toMatchObject({
      extension: 'webp',
      width: longest,
      height: Math.round((longest * 2) / 3),
    })
  }
})

it('is not made again for whoever has it, and not at all for who asks about it alone', async () => {
  const { id } = await givenFile()
  const first = await thumbnailOf(id, '160')
  const etag = first.headers.get('etag') ?? ''
  const again = await thumbnailOf(id, '160', { 'if-none-match': etag })
  expect([again.status, again.headers.get('etag'), (await again.bytes()).length]).toEqual([304, etag, 0])
  expect((await thumbnailOf(id, '320', { 'if-none-match': etag })).status).toBe(200)
  const head = await api.call(`/v1/files/${id}/thumbnail`, { method: 'HEAD' })
  expect([head.status, head.headers.get('content-type')]).toEqual([200, 'image/webp'])
})

it('is there of photos that were sent in, of the own project', async () => {
  const [photoFile, clip, video] = [await givenFile(), await givenFile(), await givenFile()]
  await api.db.query(`UPDATE files SET content_type = 'video/mp4' WHERE id = $1`, [clip.id])
  await api.db.query(`UPDATE files SET purpose = 'video' WHERE id = $1`, [video.id])
  expect(await codeOf(await thumbnailOf(clip.id, '160'))).toEqual([422, 'no_thumbnail'])
  expect(await codeOf(await thumbnailOf(video.id, '160'))).toEqual([404, 'not_found'])
  expect(await codeOf(await thumbnailOf(`file_${'0'.repeat(26)}`, '160'))).toEqual([404, 'not_found'])
  expect(await codeOf(await thumbnailOf(photoFile.id, '1000'))).toEqual([422, 'invalid_value'])
  const stranger = await givenKey(api, ['admin'], await givenProject(api))
  expect((await stranger.call(`/v1/files/${photoFile.id}/thumbnail`)).status).toBe(404)
})

it('is made of many photos at once, and leaves no file behind', async () => {
  const { id } = await givenFile()
  const before = await api.filesOnDisk()
  const leaving = new AbortController()
  const left = api.call(`/v1/files/${id}/thumbnail`, { signal: leaving.signal }).catch(() => null)
  const answers = await Promise.all(Array.from({ length: 20 }, () => thumbnailOf(id, '160')))
  leaving.abort()
  await left
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  await Promise.all(answers.map((answer) => answer.bytes()))
  await expect.poll(() => api.filesOnDisk(), { timeout: 10_000 }).toEqual(before)
})
