import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { batchIdOf, fillJobs } from '../../scripts/bench/fill-jobs.ts'
import { chromiumPath, type Dashboard, givenDashboard } from './given-dashboard.fixture.ts'

const JOBS = 10_000
const FAILED = 200
/** The reference that `fillJobs` gives to a job by its number. */
const referenceOf = (number: number): string => `SKU-${(number * 7919) % 1_000_003}`

describe.skipIf(chromiumPath === null)('a batch of 10,000 jobs', () => {
  let dashboard: Dashboard
  let page: Page
  beforeAll(async () => {
    dashboard = await givenDashboard()
    await fillJobs(dashboard.db, JOBS, () => undefined)
    page = await dashboard.tab(await dashboard.viewer(), `/batches/${batchIdOf(0)}`)
    await page.locator('tr[data-status="failed"]').first().waitFor()
  })
  afterAll(async () => {
    expect(dashboard.complaints).toEqual([])
    await dashboard.close()
  })

  it('shows what failed first, and draws only what is seen', async () => {
    const statuses = await page.locator('tr[data-status]').evaluateAll((rows) => rows.map((row) => row.dataset.status))
    expect(new Set(statuses)).toEqual(new Set(['failed']))
    expect(await page.locator('table').first().getAttribute('aria-rowcount')).toBe(String(JOBS + 1))
    expect(await page.locator('tbody tr').count()).toBeLessThan(60)
  })

  it('finds one of them by its reference', async () => {
    const search = page.getByLabel('Search these jobs')
    const reference = referenceOf(7_777)
    await search.fill(reference)
    const startedMs = performance.now()
    await page.getByRole('link', { name: reference }).waitFor()
    await page.locator('table[aria-rowcount="2"]').waitFor()
    process.stdout.write(
      `one job of ${JOBS} found by its reference in ${Math.round(performance.now() - startedMs)} ms\n`,
    )
    await search.fill('')
    await page.locator(`table[aria-rowcount="${JOBS + 1}"]`).waitFor()
  })

  it('scrolls from the first to the last, and has each row that it stops at', async () => {
    await page.evaluate(() => {
      const longTasks: number[] = []
      new PerformanceObserver((list) => longTasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
        type: 'longtask',
      })
      Object.assign(window, { longTasks })
    })
    await page.locator('section[aria-label*="of this batch"]').last().hover()
    for (let turn = 0; turn < 120; turn++) await page.mouse.wheel(0, 600)
    await page.locator('tr[data-status][data-index="900"]').or(page.locator('tr[data-status]').last()).first().waitFor()
    await page.locator('tr[data-status]').first().locator('a').first().focus()
    await page.keyboard.press('End')
    await page.locator(`tr[data-status="completed"][aria-rowindex="${JOBS + 1}"]`).waitFor()
    expect(await page.locator('tbody tr').count()).toBeLessThan(80)
    const longTasks = await page.evaluate(() => (window as unknown as { longTasks: number[] }).longTasks)
    const longestMs = Math.round(Math.max(0, ...longTasks))
    process.stdout.write(`scrolling ${JOBS} rows: ${longTasks.length} tasks over 50 ms, the longest ${longestMs} ms\n`)
  })

  it('selects all that failed, and says what trying them again costs before it is done', async () => {
    await page
      .getByRole('navigation', { name: 'By status' })
      .getByRole('link', { name: /^Failed/ })
      .click()
    await page.locator(`table[aria-rowcount="${FAILED + 1}"]`).waitFor()
    await page.getByLabel(`Select all ${FAILED} that match`).check()
    await page.getByRole('button', { name: `Retry ${FAILED}`, exact: true }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText(`${FAILED} jobs start again`).waitFor()
    await dialog.getByText(/It will cost about [\d,]+ credits/).waitFor()
    await dialog.getByRole('button', { name: 'Back', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
  })
})
