import { openProject } from '@nemo-batch/database'
import { type Stage, toJobError } from '@nemo-batch/domain'
import { newId } from '@nemo-batch/runtime'
import { type SeedJob, seedAccount, seedBatch } from '@nemo-batch/testing'
import type { RunningApi } from './running-api.ts'

type EndedJob = { readonly jobId: string; readonly batchId: string; readonly videoId: string }

const TIMELINE = { summary: 'Timeline (1 track): 1. Video: a.jpg', duration_ms: 3_000, tracks: [] }

/** A job as its worker leaves it when all is well: each step has the same video. */
export async function givenCompletedJob(api: RunningApi, job: SeedJob = {}): Promise<EndedJob> {
  const { batchId, jobIds } = await seedBatch(api.db, await seedAccount(api.db), [job])
  const [jobId = ''] = jobIds
  const videoId = await givenVideo(api)
  await api.db.query(
    `UPDATE job_steps SET status = 'completed', video_file_id = $2, timeline = $3, sent_at = now() WHERE job_id = $1`,
    [jobId, videoId, JSON.stringify(TIMELINE)],
  )
  await end(api, { batchId, jobId }, 'completed', { stage: 'fetch', error: null })
  return { jobId, batchId, videoId }
}

/** A job that failed in its first step, in a session that was opened before. */
export async function givenFailedJob(api: RunningApi, stage: Stage): Promise<Omit<EndedJob, 'videoId'>> {
  const { batchId, jobIds } = await seedBatch(api.db, await seedAccount(api.db), [{}])
  const [jobId = ''] = jobIds
  await api.db.query(`UPDATE job_steps SET status = 'failed' WHERE job_id = $1`, [jobId])
  const error = toJobError({ code: 'nemo_unavailable', message: 'NemoVideo did not answer.', billed: false }, stage)
  await end(api, { batchId, jobId }, 'failed', { stage, error })
  return { jobId, batchId }
}

async function givenVideo(api: RunningApi): Promise<string> {
  const id = newId('file')
  await openProject(api.db, 'proj_default').transaction((tx) =>
    tx.insertFile({
      ...{ id, filename: 'video.mp4', contentType: 'video/mp4', purpose: 'video', storageKey: `videos/${id}` },
      ...{ sizeBytes: 7, sha256: 'f'.repeat(64), width: 1080, height: 1920, durationMs: 3_000 },
    }),
  )
  return id
}

async function end(
  { db }: RunningApi,
  { batchId, jobId }: { readonly batchId: string; readonly jobId: string },
  status: 'completed' | 'failed',
  { stage, error }: { readonly stage: Stage; readonly error: object | null },
): Promise<void> {
  await db.query(
    `UPDATE jobs SET status = $2, stage = $3, error = $4, session_id = 'session', attempts = 1, attempt_started = true,
       progress = CASE WHEN $2 = 'completed' THEN 100 ELSE 60 END, started_at = now(), completed_at = now(),
       step_index = (SELECT max(step_index) FROM job_steps WHERE job_id = $1) WHERE id = $1`,
    [jobId, status, stage, error === null ? null : JSON.stringify(error)],
  )
  await db.query(
    `UPDATE batches SET queued = 0, ${status} = 1, status = 'completed', completed_at = now() WHERE id = $1`,
    [batchId],
  )
}
