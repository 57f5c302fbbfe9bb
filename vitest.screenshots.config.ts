import { defineConfig } from 'vitest/config'
import browser from './vitest.browser.config.ts'

/** `npm run screenshots`: draws docs/screenshots anew. */
export default defineConfig({ ...browser, test: { ...browser.test, include: ['tests/browser/screenshots.ts'] } })
