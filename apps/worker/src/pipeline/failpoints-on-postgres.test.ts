import { testFailpoints } from './failpoint-tests.fixture.ts'

await testFailpoints('postgres', () => true)
