import type { FastifyInstance } from 'fastify'
import { type Authenticate, requireKey } from '../plugins/bearer-key.ts'
import type { Services } from '../services/index.ts'
import { getAccount } from './accounts/get-account.ts'
import { listAccounts } from './accounts/list-accounts.ts'
import { resumeAccount } from './accounts/resume-account.ts'
import { cancelBatch } from './batches/cancel-batch.ts'
import { closeBatch } from './batches/close-batch.ts'
import { createBatch } from './batches/create-batch.ts'
import { getBatch } from './batches/get-batch.ts'
import { listBatchJobs } from './batches/list-batch-jobs.ts'
import { listBatches } from './batches/list-batches.ts'
import { pauseBatch } from './batches/pause-batch.ts'
import { resumeBatch } from './batches/resume-batch.ts'
import { retryBatch } from './batches/retry-batch.ts'
import { createFiles } from './files/create-files.ts'
import { deleteFile } from './files/delete-file.ts'
import { getFile } from './files/get-file.ts'
import { getFileContent } from './files/get-file-content.ts'
import { listFiles } from './files/list-files.ts'
import { getEvents } from './get-events.ts'
import { cancelJob } from './jobs/cancel-job.ts'
import { createJob } from './jobs/create-job.ts'
import { getJob } from './jobs/get-job.ts'
import { getJobVideo } from './jobs/get-job-video.ts'
import { listJobs } from './jobs/list-jobs.ts'
import { retryJob } from './jobs/retry-job.ts'
import type { Route } from './route.ts'
import { getHealth } from './system/get-health.ts'
import { getLanding } from './system/get-landing.ts'
import { getSystem } from './system/get-system.ts'

/** With a key. */
const KEYED: readonly Route[] = [
  createFiles,
  listFiles,
  getFile,
  deleteFile,
  createBatch,
  listBatches,
  getBatch,
  listBatchJobs,
  cancelBatch,
  pauseBatch,
  resumeBatch,
  closeBatch,
  retryBatch,
  getEvents('batch'),
  createJob,
  listJobs,
  getJob,
  getJobVideo,
  cancelJob,
  retryJob,
  getEvents('job'),
  getSystem,
  listAccounts,
  getAccount,
  resumeAccount,
]

/** For everybody. */
const OPEN: readonly Route[] = [getHealth, getLanding]

export async function registerRoutes(
  app: FastifyInstance,
  services: Services,
  authenticate: Authenticate,
): Promise<void> {
  for (const route of OPEN) await app.register(route(services))
  // With a key or a signed link; it looks for itself.
  await app.register(getFileContent(authenticate)(services), { prefix: '/v1' })
  await app.register(
    async (keyed) => {
      requireKey(keyed, authenticate)
      for (const route of KEYED) await keyed.register(route(services))
    },
    { prefix: '/v1' },
  )
}
