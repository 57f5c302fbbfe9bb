import { afterAll, beforeAll, expect, it } from 'vitest'
import { givenPostgres } from './given-both-tables.ts'
import { createRandom } from './random.ts'
import { createRandomActs } from './random-acts.ts'

let postgres: Awaited<ReturnType<typeof givenPostgres>>
beforeAll(async () => {
  postgres = await givenPostgres()
})
afterAll(() => postgres.close())

const ACTS = 60

it.each(Array.from({ length: 20 }, (_, seed) => ({ seed })))(
  'what workers, sweeps and callers do leaves the same rows in the simulated tables and in Postgres ($seed)',
  async ({ seed }) => {
    const random = createRandom(seed)
    const both = await postgres.givenBoth(random)
    const act = createRandomActs(both, random)
    for (let count = 0; count < ACTS; count++) {
      const answers = await act()
      expect(answers.simulated, answers.act).toEqual(answers.postgres)
      const { simulated, postgres: real } = await both.rows()
      expect(simulated, answers.act).toEqual(real)
    }
  },
  60_000,
)
