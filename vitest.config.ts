import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * The simulation has both cores to itself, beside a test that mostly waits. Then those that take minutes, or nearly: begun
 * last, they would leave cores idle at the end.
 */
const FIRST = [
  'simulation/schedules',
  'pipeline/rate-limits',
  'failpoints-on-postgres',
  'tests/service/',
  'tests/sdk/against-service',
  'pipeline/',
  'embedded.test',
  'drawn-video',
]

class InOurOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const place = FIRST.findIndex((part) => moduleId.includes(part))
      return place === -1 ? FIRST.length : place
    }
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other))
  }
}

export default defineConfig({
  // what is built for others is tested from its sources; then Vite's own
  ssr: { resolve: { conditions: ['@nemo-batch/source', 'node', 'development|production'] } },
  test: {
    include: ['{apps,packages}/**/src/**/*.test.ts', 'tests/**/*.test.ts'],
    // some minutes each: commands of their own
    exclude: ['**/node_modules/**', '.data/**', '**/failpoints-on-redis.test.ts', 'tests/browser/**'],
    globalSetup: ['packages/testing/src/global-setup.ts'],
    pool: 'forks',
    // each file cleans up after itself; to load all modules anew for each costs half of the time
    isolate: false,
    // one more than there are cores: much of the time is spent waiting for processes and clocks
    maxWorkers: 3,
    sequence: { sequencer: InOurOrder },
    testTimeout: 30_000,
    hookTimeout: 30_000,
    reporters: ['default'],
  },
})
