import { testFailpoints } from './failpoint-tests.fixture.ts'

/** Those of the queue, and the end of each stage: the others are written to the same Postgres as without Redis. */
await testFailpoints('redis', (point) => /^queue:|^database:(claimJob|moveJob):after/.test(point))
