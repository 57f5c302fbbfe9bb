import { withoutStep } from './failpoint-points.fixture.ts'
import { IS_EVERY_POINT, testFailpoints } from './failpoint-tests.fixture.ts'

const tried = new Set<string>()

/** What is begun at the provider, and what was written of it; a job passes many of these again in its second step. */
function isFirstOfItsKind(point: string): boolean {
  const name = withoutStep(point)
  const isTried = /^nemo:(openSession|uploadFiles|sendMessage|submitRender)|^database:(recordJob|moveJob):after/.test(
    name,
  )
  return isTried && !tried.has(name) && tried.add(name).has(name)
}

/** Each run tries each of those once; `npm run test:failpoints` tries every point, each time that a job passes it. */
await testFailpoints('postgres', IS_EVERY_POINT ? () => true : isFirstOfItsKind)
