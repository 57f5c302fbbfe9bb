import { withoutStep } from './failpoint-points.fixture.ts'
import { testFailpoints } from './failpoint-tests.fixture.ts'

const tried = new Set<string>()

/** A job passes many points once more in its second step, and once more when it asks again. */
function isFirst(point: string): boolean {
  const name = withoutStep(point)
  return !tried.has(name) && tried.add(name).has(name)
}

/** Each run tries each point once; `npm run test:failpoints` tries it each time that a job passes it. */
await testFailpoints('postgres', process.env.EVERY_FAILPOINT === undefined ? isFirst : () => true)
