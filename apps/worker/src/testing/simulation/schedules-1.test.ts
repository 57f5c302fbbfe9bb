import { it } from 'vitest'
import { expectNoViolations } from './given-schedules.ts'

it('5,000 schedules of crashes, freezes, outages and refusals break nothing, and each job ends', async () => {
  await expectNoViolations(0, 5_000)
}, 600_000)
