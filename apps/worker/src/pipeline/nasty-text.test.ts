import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectSound, submitMany } from './given-many-jobs.ts'
import { givenPipeline, type Pipeline } from './given-pipeline.ts'

let pipeline: Pipeline
beforeAll(async () => {
  pipeline = await givenPipeline({ env: { NEMO_STREAM_IDLE_TIMEOUT_MS: '20000' } })
  await pipeline.startWorker()
})
afterAll(async () => {
  await expectSound(pipeline)
  await pipeline.close()
})

const TEN_MEGABYTES = 10 * 1024 * 1024
/** Of one job, with all that is kept of what the provider said but the draft, which goes back to it as it came. */
const MOST_KEPT_BYTES = 1024 * 1024

async function ended(instruction: string) {
  const { jobIds } = await submitMany(pipeline, 1, instruction)
  const job = await pipeline.ended(jobIds[0] ?? '')
  const kept = await pipeline.one(
    `SELECT octet_length(to_jsonb(j)::text) + octet_length((to_jsonb(s) - 'draft' - 'draft_before')::text) +
       (SELECT sum(octet_length(to_jsonb(e)::text)) FROM events e WHERE e.job_id = j.id)::int AS bytes
     FROM jobs j JOIN job_steps s ON s.job_id = j.id WHERE j.id = $1`,
    job.id,
  )
  expect(kept.bytes).toBeLessThan(MOST_KEPT_BYTES)
  return job
}

describe('NUL, half characters and megabytes', () => {
  it.each([
    ['a few of them', 'nasty_text'],
    ['ten megabytes of them', 'nasty_text=10'],
  ])('in a reply and in the names of a draft (%s) keep no job from its end', async (_much, fault) => {
    const job = await ended(`make a 2-second video [[sandbox:${fault}]]`)
    expect(job).toMatchObject({ status: 'completed', error: null })
  })

  it.each([
    ['a stream', 'stream_error', 'outcome_unknown'],
    ['a render', 'render_fail=9', 'render_failed'],
  ])('in the error of %s are cut out and cut short where the job says why it failed', async (_where, fault, code) => {
    const job = await ended(`make a 2-second video [[sandbox:${fault},nasty_text=2]]`)
    expect(job).toMatchObject({ status: 'failed', error: { code } })
    expect(job.error.message.length).toBeLessThan(2_000)
    expect(job.error.message).not.toMatch(/\p{Cc}|\p{Cs}/u)
  })

  it('in the refusals of calls keep no job from its end', async () => {
    const message = 'no\u0000 \ud800\udfff\udc00'.padEnd(TEN_MEGABYTES, 'nasty ')
    for (const call of ['open_session', 'upload', 'state', 'render_submit'] as const)
      pipeline.sandbox.script({ call, answer: { kind: 'status', status: 500, code: 500, message } })
    expect(await ended('make a 2-second video')).toMatchObject({ status: 'completed', error: null })
  })
})
