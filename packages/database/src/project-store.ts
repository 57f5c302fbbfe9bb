import { findJobAccount } from './account-pages.ts'
import type { AuditedRequest, AuditState, Change } from './audit-log.ts'
import { auditedDatabase, auditedTransaction, type Note } from './audited.ts'
import {
  cancelBatch,
  closeBatch,
  estimateRetry,
  pauseBatch,
  type RetrySelection,
  resumeBatch,
  retryBatch,
} from './batch-acts.ts'
import { addJobs, createBatch, type NewBatch } from './batch-intake.ts'
import { type BatchFilter, findBatch, listBatches } from './batch-pages.ts'
import { readResults } from './batch-results.ts'
import { readBatchStats } from './batch-stats.ts'
import { actOnMany, type BulkAct, estimateMany } from './bulk-acts.ts'
import type { JobSelection } from './choose-jobs.ts'
import type { Database, Queryable } from './connection.ts'
import { readErrorGroups, type TimeSpan } from './error-groups.ts'
import {
  type EventCursor,
  type EventSubject,
  findBatchEvent,
  findEvent,
  readEvents,
  readSubject,
} from './event-pages.ts'
import { deleteFile, type FileFilter, findFiles, listFiles } from './file-pages.ts'
import { findFile, insertFile, type NewFile } from './files.ts'
import { findKeptAnswer, type KeptAnswer, keepAnswer, takeIdempotencyKey } from './idempotency-keys.ts'
import { cancelJob, retryJob } from './job-acts.ts'
import { medianStepMs } from './job-durations.ts'
import { findJob, type JobFilter, listJobs } from './job-pages.ts'
import { type JobRowsRequest, readJobRows } from './job-rows.ts'
import type { NewJob, NewStep } from './new-jobs.ts'
import type { PageRequest } from './pages.ts'
import { pickAccount } from './pick-account.ts'
import { addSteps } from './refine-jobs.ts'
import { renderLastStep } from './render-last-step.ts'
import { readStats } from './stats.ts'
import type { BucketSpan } from './stats-buckets.ts'
import { auditedUrl, endpointState } from './webhook-audit.ts'
import {
  type DeliveryFilter,
  findDelivery,
  listDeliveries,
  recoverDeliveries,
  redeliver,
  sendTest,
} from './webhook-deliveries.ts'
import {
  changeEndpoint,
  countEndpointsToAddOne,
  type EndpointFilter,
  type EndpointPatch,
  type EndpointView,
  findEndpoint,
  insertEndpoint,
  listEndpoints,
  type NewEndpoint,
  removeEndpoint,
} from './webhook-endpoints.ts'
import { readEndpointFigures } from './webhook-health.ts'
import { findMessage } from './webhook-messages.ts'
import { rotateSecret } from './webhook-secrets.ts'

/** The endpoint that a batch is made with. */
export type NewBatchWebhook = Pick<NewEndpoint, 'url' | 'events' | 'secretSealed'>

/** A page of a project that is known already. */
export type ProjectPage = Omit<PageRequest, 'projectId'>

const readsOf = (db: Queryable, projectId: string) => ({
  findBatch: (batchId: string) => findBatch(db, projectId, batchId),
  listBatches: (page: ProjectPage & BatchFilter) => listBatches(db, { ...page, projectId }),
  estimateRetry: (batchId: string, selection: RetrySelection) => estimateRetry(db, { projectId, batchId }, selection),
  readResults: (batchId: string, page: { readonly after: number; readonly limit: number }) =>
    readResults(db, projectId, batchId, page),
  findJob: (jobId: string) => findJob(db, projectId, jobId),
  findJobAccount: (jobId: string) => findJobAccount(db, projectId, jobId),
  listJobs: (page: ProjectPage & JobFilter) => listJobs(db, { ...page, projectId }),
  readJobRows: (batchId: string, request: JobRowsRequest) => readJobRows(db, projectId, batchId, request),
  estimateMany: (act: BulkAct, selection: JobSelection) => estimateMany(db, { projectId, act, selection }),
  readStats: (span: BucketSpan) => readStats(db, projectId, span),
  readBatchStats: (batchId: string) => readBatchStats(db, projectId, batchId),
  readErrorGroups: (asked: TimeSpan & { readonly batchId?: string | undefined }) =>
    readErrorGroups(db, projectId, asked),
  medianStepMs: () => medianStepMs(db, projectId),
  findFile: (fileId: string) => findFile(db, projectId, fileId),
  findFiles: (fileIds: readonly string[]) => findFiles(db, projectId, fileIds),
  listFiles: (page: ProjectPage & FileFilter) => listFiles(db, { ...page, projectId }),
  readSubject: (subject: EventSubject) => readSubject(db, projectId, subject),
  readEvents: (subject: EventSubject, after: EventCursor, limit: number) =>
    readEvents(db, projectId, subject, after, limit),
  findEvent: (subject: EventSubject, eventId: string) => findEvent(db, projectId, subject, eventId),
  findBatchEvent: (batchId: string, seq: number) => findBatchEvent(db, projectId, batchId, seq),
  findKeptAnswer: (key: string) => findKeptAnswer(db, projectId, key),
  findEndpoint: (endpointId: string) => findEndpoint(db, projectId, endpointId),
  listEndpoints: (page: ProjectPage & EndpointFilter) => listEndpoints(db, { ...page, projectId }),
  /** Of endpoints that were found before. */
  readEndpointFigures: (endpointIds: readonly string[]) => readEndpointFigures(db, endpointIds),
  findDelivery: (deliveryId: string) => findDelivery(db, projectId, deliveryId),
  listDeliveries: (page: ProjectPage & DeliveryFilter) => listDeliveries(db, { ...page, projectId }),
  /** Of a delivery that was found before. */
  findMessage: (messageId: string) => findMessage(db, messageId),
})

/** What is written is noted for the audit log, beside the write. */
const writesOf = (tx: Queryable, projectId: string, note: Note) => ({
  insertFile: async (file: Omit<NewFile, 'projectId'>) => {
    const { id, filename, contentType, sizeBytes } = file
    const after = { filename, content_type: contentType, bytes: sizeBytes }
    note({ objectType: 'file', objectId: id, before: null, after })
    return insertFile(tx, { ...file, projectId })
  },
  pickAccount: (ofSettings: string) => pickAccount(tx, ofSettings),
  /** With an endpoint of its own, where it has one. */
  createBatch: async (
    { webhook = null, ...batch }: Omit<NewBatch, 'projectId'> & { readonly webhook?: NewBatchWebhook | null },
    chunks: AsyncIterable<readonly NewJob[]>,
  ) => {
    const made = await createBatch(tx, { ...batch, projectId }, chunks)
    if (webhook !== null)
      await insertEndpoint(tx, { ...webhook, projectId, batchId: made.batchId, description: null, isEnabled: true })
    const told = webhook === null ? {} : { webhook: auditedUrl(webhook.url) }
    const after = { name: batch.name, jobs: made.jobCount, ...told }
    note({ objectType: 'batch', objectId: made.batchId, before: null, after })
    if (made.firstJobId !== null)
      note({ objectType: 'job', objectId: made.firstJobId, before: null, after: { batch_id: made.batchId } })
    return made
  },
  addJobs: async (batchId: string, chunks: AsyncIterable<readonly NewJob[]>, limits: { readonly maxJobs: number }) => {
    const addition = await addJobs(tx, { projectId, batchId }, chunks, limits)
    if (addition.kind === 'added')
      note({ objectType: 'batch', objectId: batchId, before: null, after: { jobs_added: addition.jobCount } })
    return addition
  },
  addSteps: async (jobId: string, steps: readonly NewStep[], limits: { readonly maxSteps: number }) => {
    const refinement = await addSteps(tx, { projectId, jobId }, steps, limits)
    if (refinement.kind === 'added') {
      const { from, stepIndex } = refinement
      const before = { status: from, steps: stepIndex }
      const after = { status: 'queued', steps: stepIndex + steps.length }
      note({ objectType: 'job', objectId: jobId, before, after })
    }
    return refinement
  },
  renderLastStep: async (jobId: string) => {
    const outcome = await renderLastStep(tx, { projectId, jobId })
    if (outcome.kind === 'queued') {
      const before = { status: outcome.from }
      note({ objectType: 'job', objectId: jobId, before, after: { status: 'queued', renders: outcome.stepIndex } })
    }
    return outcome
  },
  createEndpoint: async (endpoint: Omit<NewEndpoint, 'projectId'>) => {
    const made = await insertEndpoint(tx, { ...endpoint, projectId })
    note({ objectType: 'webhook_endpoint', objectId: made.id, before: null, after: endpointState(made) })
    return made
  },
  countEndpointsToAddOne: (batchId: string | null) => countEndpointsToAddOne(tx, projectId, batchId),
  rotateSecret: async (endpointId: string, rotation: Parameters<typeof rotateSecret>[2]) => {
    const rotated = await rotateSecret(tx, { projectId, endpointId }, rotation)
    if (rotated !== null) note(actOnEndpoint(rotated.endpoint, { secret: 'replaced' }))
    return rotated
  },
  takeIdempotencyKey: (key: string) => takeIdempotencyKey(tx, projectId, key),
  keepAnswer: (key: string, answer: KeptAnswer) => keepAnswer(tx, projectId, key, answer),
})

const actsOf = (db: Database, projectId: string) => ({
  cancelBatch: (batchId: string) => cancelBatch(db, { projectId, batchId }),
  pauseBatch: (batchId: string) => pauseBatch(db, { projectId, batchId }),
  resumeBatch: (batchId: string) => resumeBatch(db, { projectId, batchId }),
  closeBatch: (batchId: string) => closeBatch(db, { projectId, batchId }),
  retryBatch: (batchId: string, selection: RetrySelection) => retryBatch(db, { projectId, batchId }, selection),
  cancelJob: (jobId: string) => cancelJob(db, { projectId, jobId }),
  retryJob: (jobId: string) => retryJob(db, { projectId, jobId }),
  deleteFile: (fileId: string) => deleteFile(db, projectId, fileId),
  changeEndpoint: (endpointId: string, patch: EndpointPatch) =>
    db.transaction((tx) => changeEndpoint(tx, projectId, endpointId, patch)),
  removeEndpoint: (endpointId: string) => db.transaction((tx) => removeEndpoint(tx, projectId, endpointId)),
  redeliver: (deliveryId: string) => db.transaction((tx) => redeliver(tx, projectId, deliveryId)),
})

/** What is done with an endpoint and leaves it as it is. */
const actOnEndpoint = (endpoint: EndpointView, told: AuditState): Change => {
  const state = endpointState(endpoint)
  return { objectType: 'webhook_endpoint', objectId: endpoint.id, before: state, after: { ...state, ...told } }
}

/** What makes deliveries for an endpoint, and is told as done with it. */
const deliveringOf = (db: Database, projectId: string, request: AuditedRequest | null) => ({
  sendTest: (endpointId: string) =>
    auditedTransaction(db, request, async (tx, note) => {
      const delivery = await sendTest(tx, projectId, endpointId)
      const endpoint = await findEndpoint(tx, projectId, endpointId)
      if (typeof delivery !== 'string' && endpoint !== null) note(actOnEndpoint(endpoint, { test: delivery.id }))
      return delivery
    }),
  /** Told once, by the first of its transactions. */
  recoverDeliveries: (endpointId: string, since: Date) => {
    let isTold = false
    const transaction: Database['transaction'] = (work) =>
      auditedTransaction(db, request, async (tx, note) => {
        const endpoint = isTold ? null : await findEndpoint(tx, projectId, endpointId)
        if (endpoint?.isEnabled) note(actOnEndpoint(endpoint, { recovered_since: since }))
        const result = await work(tx)
        isTold = true
        return result
      })
    return recoverDeliveries({ ...db, transaction }, projectId, endpointId, since)
  },
})

/** What is done to many jobs at once, each of which is told. */
const manyOf = (db: Database, projectId: string, request: AuditedRequest | null) => ({
  actOnMany: (act: BulkAct, selection: JobSelection) => actOnMany(db, { projectId, act, selection }, request),
})

/** What may be read and written of one project inside of a transaction. */
export type ProjectTransaction = ReturnType<typeof readsOf> & ReturnType<typeof writesOf>

/** Everything that may be asked of one project. */
export type ProjectStore = ReturnType<typeof readsOf> &
  ReturnType<typeof actsOf> &
  ReturnType<typeof deliveringOf> &
  ReturnType<typeof manyOf> & {
    readonly projectId: string
    /** Commits when `work` resolves, rolls back when it throws. No network call belongs inside. */
    transaction<T>(work: (tx: ProjectTransaction) => Promise<T>): Promise<T>
  }

/**
 * Binds every query of a caller to the project of its key. This is the one way by which the package lets callers at
 * batches, jobs, files and events, so that none can forget whose they are.
 * @param request what the audit log tells of changes; null: they are nobody's, as those of a test
 */
export const openProject = (db: Database, projectId: string, request: AuditedRequest | null = null): ProjectStore => ({
  projectId,
  ...readsOf(db, projectId),
  ...actsOf(auditedDatabase(db, request), projectId),
  ...deliveringOf(db, projectId, request),
  ...manyOf(db, projectId, request),
  transaction: (work) =>
    auditedTransaction(db, request, (tx, note) =>
      work({ ...readsOf(tx, projectId), ...writesOf(tx, projectId, note) }),
    ),
})
