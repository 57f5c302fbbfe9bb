import { testFailpoints } from './failpoint-tests.fixture.ts'

/** By `npm run test:failpoints` alone: but for the wake-ups, everything is written to the same Postgres as without Redis. */
await testFailpoints('redis', () => true)
