import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Minutes each, or nearly: begun last, they would leave cores idle at the end. */
const LONGEST = [
  'failpoints-on-postgres',
  'failpoints-on-redis',
  'simulation/schedules',
  'tests/service/',
  'pipeline/',
  'embedded.test',
  'drawn-video',
]

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const place = LONGEST.findIndex((part) => moduleId.includes(part))
      return place === -1 ? LONGEST.length : place
    }
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other))
  }
}

export default defineConfig({
  test: {
    include: ['{apps,packages}/**/src/**/*.test.ts', 'tests/**/*.test.ts'],
    exclude: ['**/node_modules/**', '.data/**'],
    globalSetup: ['packages/testing/src/global-setup.ts'],
    pool: 'forks',
    // one more than there are cores: much of the time is spent waiting for processes and clocks
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    testTimeout: 30_000,
    hookTimeout: 30_000,
    reporters: ['default'],
  },
})
