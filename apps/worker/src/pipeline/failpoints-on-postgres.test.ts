import { withoutStep } from './failpoint-points.fixture.ts'
import { testFailpoints } from './failpoint-tests.fixture.ts'

const tried = new Set<string>()

/** What the provider is asked and what is written of it; a job passes many of these again in its second step. */
function isFirstOfItsKind(point: string): boolean {
  const name = withoutStep(point)
  return /^nemo:|^database:(recordJob|moveJob)/.test(name) && !tried.has(name) && tried.add(name).has(name)
}

/** Each run tries each of those once; `npm run test:failpoints` tries every point, each time that a job passes it. */
await testFailpoints('postgres', process.env.EVERY_FAILPOINT === undefined ? isFirstOfItsKind : () => true)
