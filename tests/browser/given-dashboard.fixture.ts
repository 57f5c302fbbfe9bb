import type { Browser, BrowserContext, Page } from 'playwright-core'
import { givenService, type ServiceOptions } from '../service/given-service.fixture.ts'
import { findChromium, openBrowser } from './chromium.fixture.ts'

export type Dashboard = Awaited<ReturnType<typeof givenDashboard>>

export type ViewerOptions = {
  /** The operator's own, when left out; null: nobody is signed in. */
  readonly key?: string | null
  readonly colorScheme?: 'light' | 'dark'
  readonly language?: 'en' | 'zh'
  readonly isPhone?: boolean
}

export const chromiumPath = findChromium(process.env)

/** The whole service with its page, and a browser to look at it. */
export async function givenDashboard(options: ServiceOptions = {}) {
  const service = await givenService(options)
  const browser: Browser = await openBrowser(chromiumPath ?? '')
  /** What pages complained of in their console: a policy that forbids something, a crash. */
  const complaints: string[] = []

  const watch = (context: BrowserContext): void => {
    context.on('weberror', (error) => complaints.push(String(error.error().stack)))
    context.on('console', (message) => {
      if (message.type() === 'error' && !isAnswer(message.text())) complaints.push(message.text())
    })
  }

  return {
    ...service,
    complaints,
    /** Somebody at a browser of their own; their tabs share cookies. */
    async viewer({ key = service.key, colorScheme = 'light', language = 'en', isPhone = false }: ViewerOptions = {}) {
      const context = await browser.newContext({
        baseURL: service.address,
        colorScheme,
        locale: language === 'zh' ? 'zh-CN' : 'en-GB',
        viewport: isPhone ? { width: 390, height: 844 } : { width: 1440, height: 900 },
        reducedMotion: 'reduce',
      })
      watch(context)
      if (key !== null) await signIn(context, key)
      return context
    },
    async tab(context: BrowserContext, address: string): Promise<Page> {
      const page = await context.newPage()
      await page.goto(address)
      return page
    },
    async close(): Promise<void> {
      await browser.close()
      await service.close()
    },
  }
}

/** What the sign-in page does, for tests that are about something else. */
async function signIn(context: BrowserContext, key: string): Promise<void> {
  const answer = await context.request.post('/v1/session', { data: { key } })
  if (!answer.ok()) throw new Error(`signing in was answered with ${answer.status()}: ${await answer.text()}`)
}

/** Chromium writes each refusal of a request to the console; those are the service's to give. */
const isAnswer = (text: string): boolean => text.startsWith('Failed to load resource:')
