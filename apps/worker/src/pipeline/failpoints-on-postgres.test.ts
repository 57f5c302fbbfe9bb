import { testFailpoints } from './failpoint-tests.fixture.ts'

/** Of the second step what costs or ends something; it looks and fetches as the first one does. */
const isNew = (point: string): boolean => !/^(nemo|storage|queue|database:claimJob).*@(verify|fetch)\.2/.test(point)

await testFailpoints('postgres', process.env.EVERY_FAILPOINT === undefined ? isNew : () => true)
