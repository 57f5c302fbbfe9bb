import path from 'node:path'
import { startReceiver } from '@nemo-batch/testing'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, type Dashboard, givenDashboard } from './given-dashboard.fixture.ts'

const PHOTOS = path.resolve(import.meta.dirname, '../../examples/photos')
/** A job of the sandbox takes seconds, and several times that on a busy machine. */
const ENDED = { timeout: 60_000 }

describe.skipIf(chromiumPath === null)('an operator', () => {
  let dashboard: Dashboard
  let context: BrowserContext
  beforeAll(async () => {
    // what fails is not sent again by itself: the operator does that
    dashboard = await givenDashboard({ env: { WEBHOOK_RETRY_SCHEDULE: '1h' } })
    context = await dashboard.viewer()
  })
  afterAll(async () => {
    expect(dashboard.complaints).toEqual([])
    await dashboard.close()
  })

  const open = (address: string): Promise<Page> => dashboard.tab(context, address)
  const failing = (count: number, fault: string) =>
    Array.from({ length: count }, (_value, index) => ({
      instruction: `make a 3-second video [[sandbox:${fault}]]`,
      metadata: { number: String(index) },
    }))
  async function givenFailed(count: number): Promise<string[]> {
    const media = [{ file_id: await dashboard.photo('rocket.jpg') }]
    // the sandbox claims success and changes nothing, in every session that is told so
    const ids = await dashboard.submit(failing(count, 'no_change').map((job) => ({ ...job, media })))
    for (const id of ids) expect((await dashboard.ended(id)).status).toBe('failed')
    return ids
  }
  const batchOf = async (jobId: string): Promise<string> => {
    const { batch_id } = (await dashboard.call(`/v1/jobs/${jobId}`)) as { batch_id: string }
    return batch_id
  }

  it('makes a batch of real photos, watches it live and sees its video play, its timeline drawn', async () => {
    const page = await open('/batches/new')
    await page
      .locator('input[type="file"][aria-label="Choose photos"]')
      .setInputFiles(['coffee.heic', 'rocket.jpg'].map((name) => path.join(PHOTOS, name)))
    await page.getByLabel('Name of the batch').fill('From the browser')
    await page.getByRole('textbox', { name: 'Instruction', exact: true }).fill('make a 4-second video')
    await page.getByRole('button', { name: 'Check' }).click()
    await page.getByRole('button', { name: 'Make the batch of 2 jobs' }).click()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /Make it for .*credits/ })
      .click()
    await page.getByRole('heading', { name: 'From the browser' }).waitFor()
    expect(new URL(page.url()).pathname).toMatch(/^\/batches\/batch_/)
    await page.getByText('2 of 2 jobs ended').waitFor(ENDED)
    await page
      .getByRole('link', { name: /coffee/ })
      .first()
      .click()
    const video = page.locator('video')
    await video.waitFor()
    await video.evaluate(async (element: HTMLVideoElement) => {
      element.muted = true
      await element.play()
    })
    await expect.poll(() => video.evaluate((element: HTMLVideoElement) => element.currentTime)).toBeGreaterThan(0.3)
    await video.evaluate((element: HTMLVideoElement) => {
      element.pause()
      element.currentTime = 3
    })
    await expect.poll(() => video.evaluate((element: HTMLVideoElement) => element.currentTime)).toBe(3)
    const segment = page
      .getByRole('group', { name: /Timeline of step 1/ })
      .getByRole('button')
      .first()
    await segment.hover()
    await page.getByText('0:04').first().waitFor()
    await page.close()
  })

  it('refines a job in plain words, and sees the new step come by itself', async () => {
    const media = [{ file_id: await dashboard.photo('coins.jpg') }]
    const [id = ''] = await dashboard.submit([{ instruction: 'make a 3-second video', media }])
    await dashboard.ended(id)
    const page = await open(`/jobs/${id}`)
    await page.getByLabel('Say something to this job').fill('add a title "Spring Sale"')
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByText('taken as: an edit').waitFor()
    await page
      .getByRole('group', { name: /Timeline of step 2/ })
      .getByText('Spring Sale')
      .waitFor(ENDED)
    await page.close()
  })

  it('is told what went wrong with a job, what it cost and what to do, and tries it again', async () => {
    const [id = ''] = await givenFailed(1)
    const page = await open(`/jobs/${id}`)
    const trouble = page.getByRole('alert', { name: 'The job failed' })
    await trouble.getByText('What to do').waitFor()
    await trouble.getByText('no_change').waitFor()
    await page.getByRole('button', { name: 'Retry' }).click()
    await page
      .getByRole('dialog')
      .getByText(/would still have to pay about \d+ credits/)
      .waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Retry' }).click()
    await page.getByText('Attempt 2 begins').waitFor(ENDED)
    await page.close()
  })

  it('retries many failed jobs at once, after being told how many and for how much', async () => {
    const ids = await givenFailed(3)
    const page = await open(`/batches/${await batchOf(ids[0] ?? '')}`)
    await page.getByLabel('Select all 3 that match').check()
    await page.getByRole('button', { name: 'Retry 3', exact: true }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('3 jobs start again').waitFor()
    await dialog.getByText(/It will cost about 150 credits/).waitFor()
    await dialog.getByRole('button', { name: 'Retry 3 jobs' }).click()
    await page.getByText('3 jobs are queued again.').waitFor()
    for (const id of ids) expect((await dashboard.ended(id)).attempts).toBe(2)
    await page.close()
  })

  it('makes an endpoint, sees a delivery fail with what the receiver said, and sends it again', async () => {
    let isWell = false
    const receiver = await startReceiver((response) => {
      response.writeHead(isWell ? 204 : 500, { 'content-type': 'text/html' })
      response.end(isWell ? undefined : '<script>document.title = "owned"</script> out of order')
    })
    const page = await open('/webhooks')
    await page.getByRole('button', { name: 'Create an endpoint' }).first().click()
    await page.getByRole('dialog').getByLabel('Address').fill(`${receiver.url}/hooks`)
    await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click()
    await page
      .getByTestId('secret')
      .getByText(/^whsec_/)
      .waitFor()
    await page.getByRole('button', { name: 'I have kept it' }).click()
    await page.getByRole('button', { name: 'Send a test' }).click()
    await page
      .getByRole('link', { name: /whd_|test/ })
      .first()
      .click()
    await page.getByText('out of order').first().waitFor(ENDED)
    isWell = true
    await page.getByRole('button', { name: 'Send again' }).click()
    await page.getByText('Succeeded').first().waitFor(ENDED)
    expect(receiver.received.length).toBeGreaterThanOrEqual(2)
    expect(await page.title()).not.toBe('owned')
    await receiver.close()
    await page.close()
  })

  it('has two tabs that stay in step', async () => {
    const media = [{ file_id: await dashboard.photo('rocket.jpg') }]
    const later = new Date(Date.now() + 3_600_000).toISOString()
    const job = { instruction: 'make a 3-second video', media }
    const batch = (await dashboard.post('/v1/batches', { jobs: [job], scheduled_at: later })) as { id: string }
    const [one, other] = [await open(`/batches/${batch.id}`), await open(`/batches/${batch.id}`)]
    await other.getByText('Scheduled', { exact: true }).first().waitFor()
    await one.getByRole('button', { name: 'Pause' }).click()
    await one.getByText('Paused', { exact: true }).first().waitFor()
    await other.getByText('Paused', { exact: true }).first().waitFor()
    await Promise.all([one.close(), other.close()])
  })

  it('sees that the service is away, and everything that happened meanwhile when it is back', async () => {
    const media = [{ file_id: await dashboard.photo('rocket.jpg') }]
    const jobs = [{ instruction: 'make a 3-second video', media }]
    const batch = (await dashboard.post('/v1/batches', { name: 'Outage', jobs, open: true })) as { id: string }
    const page = await open(`/batches/${batch.id}`)
    await page.locator('[data-live="live"]').waitFor()
    await dashboard.restartApi(async () => {
      await page.getByRole('alert').getByText('Connection lost').waitFor(ENDED)
    })
    await page.locator('[data-live="live"]').waitFor(ENDED)
    await dashboard.post(`/v1/batches/${batch.id}/close`)
    await page.getByText('1 of 1 job ended').waitFor(ENDED)
    await page.getByText('Completed', { exact: true }).first().waitFor(ENDED)
    await page.close()
  })
})
