import { defineConfig } from 'vitest/config'
import everyRun from './vitest.config.ts'

/** `npm run test:fuzz`: as many requests as the API has to withstand; a minute. */
export default defineConfig({
  test: {
    ...everyRun.test,
    include: ['apps/api/src/hostile/fuzz.test.ts'],
    env: { FUZZ_REQUESTS: '20000' },
  },
})
