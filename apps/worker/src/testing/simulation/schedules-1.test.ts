import { it } from 'vitest'
import { expectNoViolations, HALF_OF_THE_SCHEDULES } from './given-schedules.ts'

it('schedules of crashes, freezes, outages and refusals break nothing, and each job ends', async () => {
  await expectNoViolations(0, HALF_OF_THE_SCHEDULES)
}, 600_000)
