import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { expect, it } from 'vitest'
import { givenDashboard, type ViewerOptions } from './given-dashboard.fixture.ts'
import { givenBusyShop } from './pages.fixture.ts'

const FOLDER = path.resolve(import.meta.dirname, '../../docs/screenshots')
const VIEWS: Readonly<Record<string, ViewerOptions>> = {
  light: {},
  dark: { colorScheme: 'dark' },
  phone: { isPhone: true },
}

it('every page is drawn in light, in dark and on a phone', async () => {
  const dashboard = await givenDashboard({ env: { WEBHOOK_RETRY_SCHEDULE: '1h' } })
  const shop = await givenBusyShop(dashboard)
  await rm(FOLDER, { recursive: true, force: true })
  for (const [view, options] of Object.entries(VIEWS)) {
    await mkdir(path.join(FOLDER, view), { recursive: true })
    const context = await dashboard.viewer(options)
    for (const [name, address] of shop.pages) {
      const page = await dashboard.tab(context, address)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await page.locator('[data-live="live"]').waitFor()
      await page.locator('.mantine-Skeleton-root[data-visible]').first().waitFor({ state: 'detached' })
      await page.waitForFunction(() => [...document.images].every((image) => image.complete))
      // the whole page, as far as somebody would scroll on it
      await page.screenshot({ path: path.join(FOLDER, view, `${name}.png`), fullPage: true, animations: 'disabled' })
      await page.close()
    }
    await context.close()
  }
  expect(dashboard.complaints).toEqual([])
  await shop.close()
  await dashboard.close()
}, 600_000)
