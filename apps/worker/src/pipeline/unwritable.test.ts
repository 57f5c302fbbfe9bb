import { admitJobs, openProject } from '@nemo-batch/database'
import { expectInvariants } from '@nemo-batch/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { givenPipeline, type Pipeline } from './given-pipeline.ts'

let pipeline: Pipeline
beforeAll(async () => {
  pipeline = await givenPipeline()
  await pipeline.startWorker()
})
afterAll(() => pipeline.close())

it('a job that could not be written on says where, and its retry leaves no instruction out', async () => {
  const media = [{ fileId: await pipeline.photo('coins.jpg') }]
  await pipeline.db.query(
    `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'refused'; END $$`,
  )
  await pipeline.db.query(`CREATE TRIGGER refuse BEFORE UPDATE ON jobs FOR EACH ROW
    WHEN (NEW.step_index = 1 AND NEW.stage = 'instruct') EXECUTE FUNCTION refuse()`)
  const steps = [{ instruction: 'make a 2-second video' }, { instruction: 'add this photo' }]
  const { jobIds } = await pipeline.submit([{ media, steps }])
  const [jobId = ''] = jobIds
  await pipeline.db.query(
    `INSERT INTO job_media (job_id, step_index, position, file_id) SELECT job_id, 1, 0, file_id FROM job_media WHERE job_id = $1`,
    [jobId],
  )
  const failed = await pipeline.ended(jobId)
  expect(failed).toMatchObject({ status: 'failed', step_index: 1 })
  expect(failed.error).toMatchObject({ code: 'internal', stage: 'upload' })

  await pipeline.db.query('DROP TRIGGER refuse ON jobs')
  await openProject(pipeline.db, failed.project_id).retryJob(jobId)
  await admitJobs(pipeline.db, failed.account_id)
  const job = await pipeline.ended(jobId)
  expect(job).toMatchObject({ status: 'completed', credits_spent: 100 })
  expect(pipeline.sandbox.log.counters().messages).toEqual({ [job.session_id]: 2 })
  await expectInvariants({ db: pipeline.db, provider: pipeline.sandbox })
})
