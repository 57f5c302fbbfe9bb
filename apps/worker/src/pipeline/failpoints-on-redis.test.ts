import { testFailpoints } from './failpoint-tests.fixture.ts'

const isOfTheQueue = (point: string): boolean => /^queue:|^database:(claimJob|moveJob):after/.test(point)

/**
 * Each run tries those of the queue and the end of each stage: the others are written to the same Postgres as without
 * Redis. `npm run test:failpoints` tries all of them.
 */
await testFailpoints('redis', process.env.EVERY_FAILPOINT === undefined ? isOfTheQueue : () => true)
