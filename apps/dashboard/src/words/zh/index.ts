import batch from './batch.ts'
import batches from './batches.ts'
import common from './common.ts'
import errors from './errors.ts'
import job from './job.ts'
import jobs from './jobs.ts'
import newBatch from './new-batch.ts'
import overview from './overview.ts'
import settings from './settings.ts'
import shell from './shell.ts'
import status from './status.ts'
import webhooks from './webhooks.ts'

export default { common, shell, status, overview, batches, batch, newBatch, jobs, job, errors, webhooks, settings }
