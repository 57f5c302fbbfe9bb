import { testFailpoints } from './failpoint-tests.fixture.ts'

/** Of the second step what costs or ends something; it looks and fetches as the first one does. */
await testFailpoints('postgres', (point) => !/^(nemo|storage|queue|database:claimJob).*@(verify|fetch)\.2/.test(point))
