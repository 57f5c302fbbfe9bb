import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, type Dashboard, givenDashboard } from './given-dashboard.fixture.ts'

const PHOTO = path.resolve(import.meta.dirname, '../../examples/photos/rocket.jpg')
const TITLE = '<img src=x onerror=alert(1)>'
const SCRIPT = '"><img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script>'

describe.skipIf(chromiumPath === null)('text from outside', () => {
  let dashboard: Dashboard
  let context: BrowserContext
  beforeAll(async () => {
    dashboard = await givenDashboard()
    context = await dashboard.viewer()
  })
  afterAll(async () => {
    expect(dashboard.complaints).toEqual([])
    await dashboard.close()
  })

  it('is shown as text wherever it comes from: instruction, reference, file name, metadata, NEMO, an endpoint', async () => {
    const form = new FormData()
    form.append('file', new Blob([await readFile(PHOTO)]), `${SCRIPT}.jpg`)
    const file = (await dashboard.call('/v1/files', { method: 'POST', body: form })) as { id: string }
    const job = (await dashboard.post('/v1/jobs', {
      reference: SCRIPT,
      media: [{ file_id: file.id }],
      // the sandbox says it again, as NEMO does, and puts it on the timeline
      instruction: `make a 3-second video and add a title "${TITLE}"`,
      metadata: { note: SCRIPT },
    })) as { id: string; batch_id: string }
    expect((await dashboard.ended(job.id)).steps[0]?.reply).toContain(TITLE)
    await dashboard.post('/v1/webhook-endpoints', {
      url: `https://shop.example/${encodeURIComponent(SCRIPT)}`,
      description: SCRIPT,
    })
    const page = await context.newPage()
    for (const address of [
      '/',
      '/batches',
      `/batches/${job.batch_id}`,
      '/jobs',
      `/jobs?q=${encodeURIComponent(SCRIPT)}`,
      `/jobs/${job.id}`,
      '/errors',
      '/webhooks',
      '/settings/audit-log',
    ]) {
      await page.goto(address)
      await page.getByRole('heading', { level: 1 }).waitFor()
      expect(await page.locator('img[src="x"]').count(), address).toBe(0)
      expect(await page.title(), address).not.toBe('owned')
    }
    await page.goto(`/jobs/${job.id}`)
    await page.getByRole('heading', { level: 1 }).getByText('<img src=x').waitFor()
    await page.getByText(TITLE).nth(2).waitFor()
    await page.close()
  })
})
