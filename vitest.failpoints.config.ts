import { defineConfig } from 'vitest/config'
import everyRun from './vitest.config.ts'

/** `npm run test:failpoints`: every point at which a worker can die, on both backends; some minutes. */
export default defineConfig({
  test: {
    ...everyRun.test,
    include: ['apps/worker/src/pipeline/failpoints-on-*.test.ts'],
    exclude: ['**/node_modules/**'],
    env: { EVERY_FAILPOINT: '1' },
  },
})
