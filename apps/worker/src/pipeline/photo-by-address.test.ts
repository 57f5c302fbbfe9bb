import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { givenPipeline, type Pipeline } from './given-pipeline.ts'

let pipeline: Pipeline
beforeAll(async () => {
  pipeline = await givenPipeline()
  await pipeline.startWorker()
})
afterAll(() => pipeline.close())

describe('a photo by address', () => {
  let requests: string[] = []
  const shop = createServer((request, response) => {
    requests.push(request.url ?? '')
    if (request.url?.startsWith('/page.jpg')) response.end('<html>sold out</html>')
    else response.writeHead(404).end()
  })
  beforeAll(() => new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve)))
  afterAll(() => shop.close())

  it.each([
    ['/missing.jpg', 'media_unreachable'],
    ['/page.jpg', 'unsupported_file'],
  ])('that is not one (%s) fails its job with %s before anything is paid', async (path, code) => {
    requests = []
    const url = `http://127.0.0.1:${(shop.address() as AddressInfo).port}${path}?signature=hidden`
    const { jobIds } = await pipeline.submit([{ media: [{ url }] }])
    const job = await pipeline.ended(jobIds[0] ?? '')
    expect(job.error, job.error.message).toMatchObject({ code, billed: false, fix_by: 'caller', stage: 'upload' })
    expect(job.error.message).not.toContain('hidden')
    expect(requests).toHaveLength(1)
    expect(pipeline.sandbox.log.counters().messages[job.session_id]).toBeUndefined()
  })
})
