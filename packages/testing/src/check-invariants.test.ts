import { describe, expect, it } from 'vitest'
import { checkInvariants, expectInvariants } from './index.ts'
import { givenSoundStateForAll } from './invariants/it-finds.fixture.ts'

describe('the check of what must always hold', () => {
  const given = givenSoundStateForAll()

  it('finds nothing in a sound state', async () => {
    expect(await given().check()).toEqual([])
    await expectInvariants(given().options)
  })

  it('finds jobs that came to no end, unless they may still be on their way', async () => {
    const { running } = given().ids
    expect(await given().check({})).toEqual([`${running} (running) has not come to its end`])
  })

  it('passes over blame where a test provokes it', async () => {
    const { call, faults, check } = given()
    call('output', 'kept', {}, 200, 'authorization_sent_to_output')
    faults.count = 1
    expect(await check({ unfinished: true, blame: true })).toEqual([])
  })

  it('tells all violations at once', async () => {
    const { run, ids, options } = given()
    await run('UPDATE accounts SET active_jobs = 2 WHERE id = $1', ids.accountId)
    await run('UPDATE jobs SET wake_at = NULL WHERE id = $1', ids.running)
    expect(await checkInvariants(options)).toHaveLength(2)
    await expect(expectInvariants(options)).rejects.toThrow(
      `- ${ids.running} (running) runs without a wake-up\n- ${ids.accountId} counts 2 active jobs and has 1`,
    )
  })
})
