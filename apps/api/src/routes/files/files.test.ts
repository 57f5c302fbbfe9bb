import { fileListSchema, fileSchema, problemSchema } from '@nemo-batch/contracts'
import { seedBatch } from '@nemo-batch/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type FormPart, formOf, photo } from '../../testing/photos.ts'
import { type RunningApi, startTestApi } from '../../testing/running-api.ts'

let api: RunningApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

const upload = async (...parts: FormPart[]) => api.call('/v1/files', { method: 'POST', body: formOf(...parts) })

it('takes one photo and gives its size and type by content', async () => {
  const answer = await upload(['file', await photo('coins.jpg')])
  expect(answer.status).toBe(201)
  const file = fileSchema.parse(await answer.json())
  expect(answer.headers.get('location')).toBe(`/v1/files/${file.id}`)
  expect(file).toMatchObject({ filename: 'coins.jpg', content_type: 'image/jpeg', bytes: 32_165, purpose: 'media' })
  expect(file.width).toBeGreaterThan(0)
  const again = await api.call(`/v1/files/${file.id}`)
  expect(await again.json()).toEqual(file)
})

it('takes several photos and answers a list in their order', async () => {
  const answer = await upload(['file', await photo('chelsea.webp')], ['file', await photo('rocket.jpg')])
  const list = fileListSchema.parse(await answer.json())
  expect(list.data.map((file) => file.filename)).toEqual(['chelsea.webp', 'rocket.jpg'])
})

it('keeps names in any script', async () => {
  const name = '产品 фото é.jpg'
  const file = new File([await photo('coins.jpg')], name)
  const answer = await upload(['file', file])
  expect(fileSchema.parse(await answer.json()).filename).toBe(name)
})

it('turns HEIC into a JPEG of the same pixel size', async () => {
  const reference = fileSchema.parse(await (await upload(['file', await photo('coffee.jpg')])).json())
  const file = fileSchema.parse(await (await upload(['file', await photo('coffee.heic')])).json())
  expect(file).toMatchObject({ filename: 'coffee.jpg', content_type: 'image/jpeg' })
  expect([file.width, file.height]).toEqual([reference.width, reference.height])
  const content = new Uint8Array(await (await api.call(`/v1/files/${file.id}/content`)).arrayBuffer())
  expect([...content.slice(0, 3)]).toEqual([0xff, 0xd8, 0xff])
  expect(content.length).toBe(file.bytes)
})

it('serves ranges, versions and names, and never as a page', async () => {
  const source = new Uint8Array(await (await photo('rocket.jpg')).arrayBuffer())
  const file = fileSchema.parse(await (await upload(['file', await photo('rocket.jpg')])).json())
  const content = `/v1/files/${file.id}/content`
  const whole = await api.call(content)
  expect(whole.headers.get('etag')).toBe(`"${file.sha256}"`)
  expect(whole.headers.get('content-disposition')).toContain('attachment; filename="rocket.jpg"')
  expect(whole.headers.get('x-content-type-options')).toBe('nosniff')
  expect(new Uint8Array(await whole.arrayBuffer())).toEqual(source)
  const part = await api.call(content, { headers: { range: 'bytes=10-19' } })
  expect(part.status).toBe(206)
  expect(part.headers.get('content-range')).toBe(`bytes 10-19/${source.length}`)
  expect(new Uint8Array(await part.arrayBuffer())).toEqual(source.slice(10, 20))
  const tail = await api.call(content, { headers: { range: 'bytes=-5' } })
  expect(new Uint8Array(await tail.arrayBuffer())).toEqual(source.slice(-5))
  const changed = await api.call(content, { headers: { range: 'bytes=0-1', 'if-range': '"other"' } })
  expect(changed.status).toBe(200)
  await changed.arrayBuffer()
  const outside = await api.call(content, { headers: { range: `bytes=${source.length}-` } })
  expect(outside.status).toBe(416)
  expect(outside.headers.get('content-range')).toBe(`bytes */${source.length}`)
  expect(problemSchema.parse(await outside.json()).code).toBe('range_not_satisfiable')
  expect((await api.call(content, { headers: { 'if-none-match': `"${file.sha256}"` } })).status).toBe(304)
  const head = await api.call(content, { method: 'HEAD' })
  expect([head.status, head.headers.get('content-length')]).toEqual([200, String(source.length)])
})

it('lists files newest first, page by page', async () => {
  const first = fileListSchema.parse(await (await api.call('/v1/files?limit=2')).json())
  expect(first.has_more).toBe(true)
  const second = fileListSchema.parse(await (await api.call(`/v1/files?limit=2&cursor=${first.next_cursor}`)).json())
  const ids = [...first.data, ...second.data].map((file) => file.id)
  expect(ids).toEqual([...new Set(ids)].sort().reverse())
})

it('refuses to delete a file that an unfinished job needs, and deletes it afterwards', async () => {
  const file = fileSchema.parse(await (await upload(['file', await photo('coins.jpg')])).json())
  const { rows } = await api.db.query<{ id: string }>('SELECT id FROM accounts LIMIT 1')
  const { jobIds } = await seedBatch(api.db, rows[0]?.id ?? '', [{ media: [{ fileId: file.id }] }])
  const refused = await api.call(`/v1/files/${file.id}`, { method: 'DELETE' })
  expect([refused.status, problemSchema.parse(await refused.json()).code]).toEqual([409, 'file_in_use'])
  await api.db.query(`UPDATE jobs SET status = 'failed' WHERE id = $1`, [jobIds[0]])
  const disk = await api.filesOnDisk()
  const deleted = await api.call(`/v1/files/${file.id}`, { method: 'DELETE' })
  expect(deleted.status).toBe(204)
  expect((await api.call(`/v1/files/${file.id}`)).status).toBe(404)
  expect((await api.call(`/v1/files/${file.id}/content`)).status).toBe(404)
  expect(await api.filesOnDisk()).toHaveLength(disk.length - 1)
})
