import AxeBuilder from '@axe-core/playwright'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, type Dashboard, givenDashboard } from './given-dashboard.fixture.ts'
import { givenBusyShop } from './pages.fixture.ts'

const SERIOUS: readonly (string | null | undefined)[] = ['serious', 'critical']
const MAX_SCRIPT_BYTES = 300_000
/** What Chrome calls good. */
const MAX_LAYOUT_SHIFT = 0.1

describe.skipIf(chromiumPath === null)('every page', () => {
  let dashboard: Dashboard
  let shop: Awaited<ReturnType<typeof givenBusyShop>>
  beforeAll(async () => {
    dashboard = await givenDashboard({ env: { WEBHOOK_RETRY_SCHEDULE: '1h' } })
    shop = await givenBusyShop(dashboard)
  }, 240_000)
  afterAll(async () => {
    expect(dashboard.complaints).toEqual([])
    await shop.close()
    await dashboard.close()
  })

  async function visit(context: BrowserContext, address: string): Promise<Page> {
    const page = await dashboard.tab(context, address)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.locator('[data-live="live"]').waitFor()
    // what is on its way comes before the page is judged
    await page.locator('.mantine-Skeleton-root[data-visible]').first().waitFor({ state: 'detached' })
    return page
  }

  async function findings(page: Page): Promise<string[]> {
    const { violations } = await new AxeBuilder({ page }).analyze()
    return violations
      .filter(({ impact }) => SERIOUS.includes(impact))
      .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`))
  }

  it.each(['light', 'dark'] as const)(
    'has nothing that axe finds serious, in the %s scheme',
    async (colorScheme) => {
      const context = await dashboard.viewer({ colorScheme })
      const found: Record<string, string[]> = {}
      for (const [name, address] of shop.pages) {
        const page = await visit(context, address)
        const serious = await findings(page)
        if (serious.length > 0) found[name] = serious
        await page.close()
      }
      expect(found).toEqual({})
      await context.close()
    },
    240_000,
  )

  it('can be signed in to by everybody', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const context = await dashboard.viewer({ key: null, colorScheme })
      const page = await dashboard.tab(context, '/')
      await page.getByRole('button', { name: 'Sign in' }).waitFor()
      expect(await findings(page)).toEqual([])
      await context.close()
    }
  })

  it('fits on a phone: nothing scrolls sideways but what has a scroll area of its own', async () => {
    const context = await dashboard.viewer({ isPhone: true })
    const wide: string[] = []
    for (const [name, address] of shop.pages) {
      const page = await visit(context, address)
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      if (overflow > 0) wide.push(`${name}: ${overflow} px too wide`)
      await page.close()
    }
    expect(wide).toEqual([])
    await context.close()
  }, 240_000)

  it('is read in Chinese', async () => {
    const context = await dashboard.viewer({ language: 'zh' })
    for (const [name, address] of shop.pages) {
      const page = await visit(context, address)
      expect(await page.locator('html').getAttribute('lang'), name).toBe('zh-CN')
      const words = await page.locator('main :is(h1, h2, th, button, label)').allTextContents()
      expect(words.join(' '), name).toMatch(/\p{Script=Han}/u)
      expect(words, name).not.toContainEqual(
        expect.stringMatching(
          /^(?:Overview|Batches|Settings|Retry|Cancel|Created|Status|Endpoint|Name|Search|Show more)$/,
        ),
      )
      await page.close()
    }
    await context.close()
  }, 240_000)

  it('asks no other host, begins with little script, and does not jump while it loads', async () => {
    const context = await dashboard.viewer()
    const page = await context.newPage()
    const hosts = new Set<string>()
    let scriptBytes = 0
    page.on('request', (request) => hosts.add(new URL(request.url()).origin))
    page.on('response', async (response) => {
      if (response.request().resourceType() !== 'script') return
      scriptBytes += Number(response.headers()['content-length'] ?? Number.POSITIVE_INFINITY)
    })
    await page.addInitScript(() => {
      const shifts: number[] = []
      Object.assign(window, { shifts })
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) shifts.push((entry as unknown as { value: number }).value)
      }).observe({ type: 'layout-shift', buffered: true })
    })
    for (const address of ['/', '/batches', shop.pages[2]?.[1] ?? '/', shop.pages[5]?.[1] ?? '/']) {
      await page.goto(address)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await page.locator('[data-live="live"]').waitFor()
      await page.locator('.mantine-Skeleton-root[data-visible]').first().waitFor({ state: 'detached' })
      if (address === '/') {
        process.stdout.write(`the first page loads ${Math.round(scriptBytes / 1_000)} kB of compressed script\n`)
        expect(scriptBytes).toBeLessThan(MAX_SCRIPT_BYTES)
      }
      const shifts = await page.evaluate(() => (window as unknown as { shifts: number[] }).shifts)
      const shift = shifts.reduce((sum, value) => sum + value, 0)
      expect(shift, `${address} moves by ${shift}`).toBeLessThan(MAX_LAYOUT_SHIFT)
    }
    expect([...hosts]).toEqual([new URL(dashboard.address).origin])
    await context.close()
  })
})
