import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkInvariants, expectInvariants } from './index.ts'
import { givenSoundState, type SoundState } from './invariants/given-sound-state.ts'

let state: SoundState
beforeEach(async () => {
  state = await givenSoundState()
})
afterEach(() => state.close())

type Break = (state: SoundState) => unknown
type Case = readonly [what: string, violate: Break, violation: (ids: SoundState['ids']) => RegExp | string]

const sql =
  (text: string, ...names: (keyof SoundState['ids'])[]): Break =>
  ({ run, ids }) =>
    run(text, ...names.map((name) => ids[name]))

const CASES: readonly Case[] = [
  // what the provider was asked
  [
    'an instruction that was sent twice for one attempt',
    ({ message }) => message('rendering', 'make a 3-second video'),
    ({ running }) => `${running} sent the same message 2 times where 1 is most, in session rendering (calls 7, 9)`,
  ],
  [
    'more messages in a session than steps and attempts allow',
    ({ messages }) => Object.assign(messages, { twice: 3 }),
    ({ failed }) => `${failed} (steps: 1, attempts: 2) had 3 messages taken in session twice`,
  ],
  [
    'more messages in a lost session than its job has steps',
    ({ messages }) => Object.assign(messages, { lost: 9 }),
    () => /^session lost, lost by its job, took 9 messages where 2 are most$/,
  ],
  [
    'a message in a session of nobody',
    async ({ message, run, ids }) => {
      await run('UPDATE jobs SET attempts = 1 WHERE attempts = 2')
      await run(`UPDATE job_steps SET instruction = 'x' WHERE job_id = $1`, ids.failed)
      message('stray', 'make a 3-second video')
    },
    () => /only 1 can belong to a job: lost, stray$/,
  ],
  [
    'a render that was submitted while another one ran',
    ({ call }) => call('render_submit', 'rendering', { id: 'render_2', code: 409 }, 409),
    () => 'render_2 was submitted while another render of session rendering was running (call 9)',
  ],
  [
    'a call that the provider blames',
    ({ call, faults }) => {
      call('output', 'kept', {}, 200, 'authorization_sent_to_output')
      faults.count = 1
    },
    () => 'the provider blames call 9 (output, session kept): authorization_sent_to_output',
  ],
  [
    'blame of which the log says nothing any more',
    ({ faults }) => Object.assign(faults, { count: 2 }),
    () => 'the provider counted 2 faults; its log still has 0',
  ],
  // where jobs end
  [
    'a blocked job that does not say why',
    sql('UPDATE jobs SET blocked = NULL WHERE id = $1', 'blocked'),
    ({ blocked }) => `${blocked} (blocked) is blocked without a reason`,
  ],
  [
    'a failed job without a code',
    sql(`UPDATE jobs SET error = '{}' WHERE id = $1`, 'failed'),
    ({ failed }) => `${failed} (failed) failed without an error code`,
  ],
  [
    'a completed job with an error',
    sql(`UPDATE jobs SET error = '{"code":"internal"}' WHERE id = $1`, 'completed'),
    ({ completed }) => `${completed} (completed) completed with an error`,
  ],
  [
    'a running job in no stage',
    sql('UPDATE jobs SET stage = NULL WHERE id = $1', 'running'),
    ({ running }) => `${running} (running) runs in no stage`,
  ],
  [
    'a running job that nothing will wake',
    sql('UPDATE jobs SET wake_at = NULL WHERE id = $1', 'running'),
    ({ running }) => `${running} (running) runs without a wake-up`,
  ],
  [
    'an ended job that a worker still holds',
    sql(`UPDATE jobs SET lease_token = 'lease' WHERE id = $1`, 'canceled'),
    ({ canceled }) => `${canceled} (canceled) is held by a lease that has no use`,
  ],
  [
    'an ended job that will be woken',
    sql('UPDATE jobs SET wake_at = now() WHERE id = $1', 'failed'),
    ({ failed }) => `${failed} (failed) has a wake-up after its end`,
  ],
  [
    'an ended job that does not say when',
    sql('UPDATE jobs SET completed_at = NULL WHERE id = $1', 'completed'),
    ({ completed }) => `${completed} (completed) ended without a time of ending`,
  ],
  // videos
  [
    'a completed job without a video',
    sql('UPDATE job_steps SET video_file_id = NULL WHERE job_id = $1', 'completed'),
    ({ completed }) => `${completed} completed, and step 1 has no video`,
  ],
  [
    'a video that is a photo',
    sql(`UPDATE files SET purpose = 'media'`),
    ({ completed }) => `${completed} completed, and step 1 has file_one for a video, which is media`,
  ],
  [
    'a video whose bytes are gone',
    ({ removeVideo }) => removeVideo(),
    () => /has file_one, which cannot be played: ENOENT/,
  ],
  [
    'a video that was cut short',
    ({ storeVideo }) => storeVideo('video of 20'),
    () => /has file_one of 16 bytes, of which 11 are stored$/,
  ],
  [
    'a video with other bytes',
    ({ storeVideo }) => storeVideo('video of 2001 ms'),
    () => /has file_one, whose stored bytes have another sha256$/,
  ],
  [
    'a video that cannot be played',
    async ({ storeVideo, run }) => {
      await storeVideo('<html>a login page')
      await run(`UPDATE files SET size_bytes = 18, sha256 = encode(sha256('<html>a login page'), 'hex')`)
    },
    () => /has file_one, which cannot be played: it is not an MP4$/,
  ],
  [
    'a video without length',
    async ({ storeVideo, run }) => {
      await storeVideo('video of 0 ms')
      await run(`UPDATE files SET size_bytes = 13, sha256 = encode(sha256('video of 0 ms'), 'hex')`)
    },
    () => /has file_one, which lasts 0 ms$/,
  ],
  // events
  [
    'an event that is missing',
    sql('DELETE FROM events WHERE job_id = $1 AND seq = 2', 'completed'),
    ({ completed }) => `${completed} should have events 1 to 3 and has 1, 3`,
  ],
  [
    'an event that came twice',
    async ({ run, ids }) => {
      await run('DROP INDEX events_by_job')
      await run('UPDATE events SET seq = 1 WHERE job_id = $1 AND seq = 2', ids.running)
    },
    ({ running }) => `${running} should have events 1 to 2 and has 1, 1`,
  ],
  [
    'an event that the row does not know',
    sql('UPDATE jobs SET last_seq = last_seq - 1 WHERE id = $1', 'blocked'),
    ({ blocked }) => `${blocked} should have events 1 to 1 and has 1, 2`,
  ],
  [
    'a batch event that is missing',
    sql('DELETE FROM events WHERE batch_id = $1 AND job_id IS NULL AND seq = 2', 'batch'),
    ({ batch }) => `${batch} should have events 1 to 3 and has 1, 3`,
  ],
  [
    'events that readers get in another order than they are numbered',
    sql(`UPDATE events SET xact = '1' WHERE job_id = $1 AND seq = 2`, 'blocked'),
    ({ blocked }) => `the events of ${blocked} were committed in the order 2, 1`,
  ],
  [
    'a job that was never queued',
    sql(`UPDATE events SET type = 'job.progress' WHERE job_id = $1 AND seq = 1`, 'running'),
    ({ running }) => `the first event of ${running} is job.progress, not job.queued`,
  ],
  [
    'a batch that was never created',
    sql(`UPDATE events SET type = 'batch.resumed' WHERE batch_id = $1 AND job_id IS NULL AND seq = 1`, 'openBatch'),
    ({ openBatch }) => `the first event of ${openBatch} is batch.resumed, not batch.created`,
  ],
  [
    'a job whose end was not told',
    sql(`UPDATE events SET type = 'job.progress' WHERE job_id = $1 AND type = 'job.canceled'`, 'canceled'),
    ({ canceled }) => `${canceled} is canceled, and its last event is job.progress`,
  ],
  [
    'a failure that was told with another code',
    sql(`UPDATE jobs SET error = '{"code":"internal"}' WHERE id = $1`, 'failed'),
    ({ failed }) => `${failed} failed with internal, and its event says no_change`,
  ],
  [
    'a batch whose end was not told',
    sql(`UPDATE events SET type = 'batch.paused' WHERE batch_id = $1 AND type = 'batch.completed'`, 'batch'),
    ({ batch }) => `${batch} is completed, and its last event is batch.paused`,
  ],
  [
    'a job that went on after its end without a retry',
    sql(`UPDATE events SET type = 'job.progress' WHERE job_id = $1 AND seq = 4`, 'failed'),
    ({ failed }) => `${failed} went on with job.progress after its job.failed (event 3)`,
  ],
  // counts
  [
    'a batch that counts wrongly',
    sql('UPDATE batches SET failed = 2 WHERE id = $1', 'batch'),
    ({ batch }) => `${batch} counts 2 failed jobs and has 1`,
  ],
  [
    'an account that lost a slot',
    sql('UPDATE accounts SET active_jobs = 2 WHERE id = $1', 'accountId'),
    ({ accountId }) => `${accountId} counts 2 active jobs and has 1`,
  ],
  // secrets
  [
    'a token in an event',
    sql(`UPDATE events SET data = '{"a":{"b":"nmv_usr_secret"}}' WHERE job_id = $1 AND seq = 2`, 'running'),
    () => /^data of \S+ holds a secret: nmv_…$/,
  ],
  [
    'a claim link outside of its place',
    sql(`UPDATE jobs SET warnings = '["see clm_secret"]' WHERE id = $1`, 'completed'),
    ({ completed }) => `warnings of ${completed} holds a secret: clm_…`,
  ],
  [
    'a token in a claim link',
    sql(`UPDATE jobs SET claim_url = 'https://x/?ct=clm_1&token=nmv_usr_secret' WHERE id = $1`, 'completed'),
    ({ completed }) => `claim_url of ${completed} holds a secret: nmv_…`,
  ],
  [
    'a header in a reply',
    sql(`UPDATE job_steps SET reply = 'Authorization: Bearer secret' WHERE job_id = $1`, 'failed'),
    ({ failed }) => `reply of ${failed} step 0 holds a secret: Bearer …`,
  ],
  [
    'a signing secret in a batch',
    sql(`UPDATE batches SET metadata = '{"webhook":"whsec_secret"}' WHERE id = $1`, 'batch'),
    ({ batch }) => `metadata of ${batch} holds a secret: whsec_…`,
  ],
  [
    'a token that is stored unsealed',
    sql(`UPDATE accounts SET token_sealed = 'nmv_usr_secret' WHERE id = $1`, 'accountId'),
    ({ accountId }) => `token_sealed of ${accountId} holds a secret: nmv_…`,
  ],
]

describe('the check of what must always hold', () => {
  it('finds nothing in a sound state', async () => {
    expect(await state.check()).toEqual([])
    await expectInvariants(state.options)
  })

  it.each(CASES.map(([what, violate, violation]) => ({ what, violate, violation })))(
    'finds $what',
    async ({ violate, violation }) => {
      await violate(state)
      const expected = violation(state.ids)
      expect(await state.check()).toContainEqual(
        typeof expected === 'string' ? expected : expect.stringMatching(expected),
      )
    },
  )

  it('finds jobs that came to no end, unless they may still be on their way', async () => {
    const { running } = state.ids
    expect(await state.check({})).toEqual([`${running} (running) has not come to its end`])
  })

  it('passes over blame where a test provokes it', async () => {
    state.call('output', 'kept', {}, 200, 'authorization_sent_to_output')
    state.faults.count = 1
    expect(await state.check({ unfinished: true, blame: true })).toEqual([])
  })

  it.each([
    [
      'the same instruction as two steps',
      ({ run, ids, message }: SoundState) => {
        message('kept', 'add music')
        return run(
          `INSERT INTO job_steps (job_id, step_index, instruction, render) VALUES ($1, 2, 'add music', false)`,
          ids.completed,
        )
      },
    ],
    [
      'a session that only the events still know',
      ({ run, ids, message }: SoundState) => {
        message('earlier', 'cut it to 2 seconds')
        return run(`UPDATE events SET data = '{"session_id":"earlier"}' WHERE job_id = $1 AND seq = 2`, ids.completed)
      },
    ],
    [
      'a conflict that the test scripted',
      ({ call }: SoundState) => call('render_submit', 'rendering', { id: 'render_1', scripted: true }, 409),
    ],
    [
      'a video that was deleted by its owner',
      async ({ run, removeVideo }: SoundState) => {
        await removeVideo()
        await run('UPDATE files SET deleted_at = now()')
      },
    ],
  ])('takes %s for sound', async (_what, change) => {
    await change(state)
    expect(await state.check()).toEqual([])
  })

  it('tells all violations at once', async () => {
    const { run, ids, options } = state
    await run('UPDATE accounts SET active_jobs = 2 WHERE id = $1', ids.accountId)
    await run('UPDATE jobs SET wake_at = NULL WHERE id = $1', ids.running)
    expect(await checkInvariants(options)).toHaveLength(2)
    await expect(expectInvariants(options)).rejects.toThrow(
      `- ${ids.running} (running) runs without a wake-up\n- ${ids.accountId} counts 2 active jobs and has 1`,
    )
  })
})
