import { testFailpoints } from './failpoint-tests.fixture.ts'

const isOfTheQueue = (point: string): boolean => /^(queue:|database:claimJob:after).*\.1$/.test(point)

/**
 * Each run tries those of the queue in the first step: the others are written to the same Postgres as without
 * Redis. `npm run test:failpoints` tries all of them.
 */
await testFailpoints('redis', process.env.EVERY_FAILPOINT === undefined ? isOfTheQueue : () => true)
