import { defineConfig } from 'vitest/config'
import everyRun from './vitest.config.ts'

/** `npm run test:browser`: the dashboard in Chromium, against the whole service. */
export default defineConfig({
  ...everyRun,
  test: {
    ...everyRun.test,
    include: ['tests/browser/**/*.test.ts'],
    exclude: ['**/node_modules/**'],
    // a service, its worker and a browser each
    maxWorkers: 1,
    testTimeout: 90_000,
    hookTimeout: 90_000,
  },
})
