import type { FastifyInstance } from 'fastify'
import type { Page } from '../dashboard/page.ts'
import { type KeyGuard, requireKey } from '../plugins/require-key.ts'
import type { Services } from '../services/index.ts'
import { changeAccount } from './accounts/change-account.ts'
import { createAccount } from './accounts/create-account.ts'
import { getAccount } from './accounts/get-account.ts'
import { listAccounts } from './accounts/list-accounts.ts'
import { refreshAccount } from './accounts/refresh-account.ts'
import { resumeAccount } from './accounts/resume-account.ts'
import { createApiKey } from './api-keys/create-api-key.ts'
import { getApiKey } from './api-keys/get-api-key.ts'
import { listApiKeys } from './api-keys/list-api-keys.ts'
import { revokeApiKey } from './api-keys/revoke-api-key.ts'
import { listAuditLog } from './audit-log/list-audit-log.ts'
import { addJobs } from './batches/add-jobs.ts'
import { cancelBatch } from './batches/cancel-batch.ts'
import { closeBatch } from './batches/close-batch.ts'
import { createBatch } from './batches/create-batch.ts'
import { getBatch } from './batches/get-batch.ts'
import { getBatchStats } from './batches/get-batch-stats.ts'
import { getResults } from './batches/get-results.ts'
import { listBatchJobs } from './batches/list-batch-jobs.ts'
import { listBatches } from './batches/list-batches.ts'
import { listJobRows } from './batches/list-job-rows.ts'
import { pauseBatch } from './batches/pause-batch.ts'
import { resumeBatch } from './batches/resume-batch.ts'
import { retryBatch } from './batches/retry-batch.ts'
import { getChanges } from './changes/get-changes.ts'
import { getRoot } from './dashboard/get-root.ts'
import { listErrorGroups } from './error-groups/list-error-groups.ts'
import { createFiles } from './files/create-files.ts'
import { deleteFile } from './files/delete-file.ts'
import { getFile } from './files/get-file.ts'
import { getFileContent } from './files/get-file-content.ts'
import { getFileThumbnail } from './files/get-file-thumbnail.ts'
import { listFiles } from './files/list-files.ts'
import { getEvents } from './get-events.ts'
import { addSteps } from './jobs/add-steps.ts'
import { cancelJob } from './jobs/cancel-job.ts'
import { cancelJobs } from './jobs/cancel-jobs.ts'
import { createJob } from './jobs/create-job.ts'
import { getJob } from './jobs/get-job.ts'
import { getJobTimeline } from './jobs/get-job-timeline.ts'
import { getJobVideo } from './jobs/get-job-video.ts'
import { listJobs } from './jobs/list-jobs.ts'
import { retryJob } from './jobs/retry-job.ts'
import { retryJobs } from './jobs/retry-jobs.ts'
import { sendMessage } from './jobs/send-message.ts'
import { createProject } from './projects/create-project.ts'
import { getProject } from './projects/get-project.ts'
import { listProjects } from './projects/list-projects.ts'
import { renameProject } from './projects/rename-project.ts'
import type { Route } from './route.ts'
import { createSession } from './sessions/create-session.ts'
import { deleteSession } from './sessions/delete-session.ts'
import { getSession } from './sessions/get-session.ts'
import { getStats } from './stats/get-stats.ts'
import { getHealth } from './system/get-health.ts'
import { getMetrics } from './system/get-metrics.ts'
import { getSystem } from './system/get-system.ts'
import { getWebhookDelivery } from './webhook-deliveries/get-webhook-delivery.ts'
import { listWebhookDeliveries } from './webhook-deliveries/list-webhook-deliveries.ts'
import { redeliverWebhook } from './webhook-deliveries/redeliver-webhook.ts'
import { changeWebhookEndpoint } from './webhook-endpoints/change-webhook-endpoint.ts'
import { createWebhookEndpoint } from './webhook-endpoints/create-webhook-endpoint.ts'
import { deleteWebhookEndpoint } from './webhook-endpoints/delete-webhook-endpoint.ts'
import { getWebhookEndpoint } from './webhook-endpoints/get-webhook-endpoint.ts'
import { listWebhookEndpoints } from './webhook-endpoints/list-webhook-endpoints.ts'
import { recoverWebhookDeliveries } from './webhook-endpoints/recover-webhook-deliveries.ts'
import { rotateWebhookSecret } from './webhook-endpoints/rotate-webhook-secret.ts'
import { testWebhookEndpoint } from './webhook-endpoints/test-webhook-endpoint.ts'

/** With a key. */
const KEYED: readonly Route[] = [
  createFiles,
  listFiles,
  getFile,
  getFileContent,
  getFileThumbnail,
  deleteFile,
  createBatch,
  listBatches,
  getBatch,
  listBatchJobs,
  listJobRows,
  getBatchStats,
  getResults,
  addJobs,
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
  getJobTimeline,
  cancelJob,
  cancelJobs,
  retryJob,
  retryJobs,
  addSteps,
  sendMessage,
  getEvents('job'),
  getChanges,
  createWebhookEndpoint,
  listWebhookEndpoints,
  getWebhookEndpoint,
  changeWebhookEndpoint,
  deleteWebhookEndpoint,
  rotateWebhookSecret,
  testWebhookEndpoint,
  recoverWebhookDeliveries,
  listWebhookDeliveries,
  getWebhookDelivery,
  redeliverWebhook,
  getStats,
  listErrorGroups,
  getSystem,
  listAccounts,
  getAccount,
  createAccount,
  changeAccount,
  resumeAccount,
  refreshAccount,
  listApiKeys,
  createApiKey,
  getApiKey,
  revokeApiKey,
  listProjects,
  createProject,
  getProject,
  renameProject,
  listAuditLog,
  getSession,
  deleteSession,
]

/** For everybody. */
const OPEN: readonly Route[] = [getHealth, getMetrics]

export async function registerRoutes(
  app: FastifyInstance,
  services: Services,
  guard: KeyGuard,
  page: Page,
): Promise<void> {
  for (const route of [...OPEN, getRoot(page)]) await app.register(route(services))
  await app.register(createSession(guard)(services), { prefix: '/v1' })
  await app.register(
    async (keyed) => {
      requireKey(keyed, guard)
      for (const route of KEYED) await keyed.register(route(services))
    },
    { prefix: '/v1' },
  )
}
