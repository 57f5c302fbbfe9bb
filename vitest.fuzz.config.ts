import { defineConfig } from 'vitest/config'
import everyRun from './vitest.config.ts'

/** `npm run test:fuzz`: as many requests as the API has to withstand, and as many schedules as the runner; two minutes. */
export default defineConfig({
  test: {
    ...everyRun.test,
    include: ['apps/api/src/hostile/fuzz.test.ts', 'apps/worker/src/testing/simulation/schedules-*.test.ts'],
    env: { FUZZ_REQUESTS: '20000', SIMULATION_SCHEDULES: '10000' },
  },
})
