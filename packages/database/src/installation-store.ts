import { releaseBlockedJobs } from './account-blocks.ts'
import { type AccountFilter, findAccount, listAccounts } from './account-pages.ts'
import { admitJobs } from './admission.ts'
import { findApiKey, findKeyByDigest, findLiveKeys, listApiKeys, markKeyUsed } from './api-keys.ts'
import { type AuditFilter, listAuditLog } from './audit-log.ts'
import type { Database } from './connection.ts'
import { findLinkedFile } from './file-pages.ts'
import { readFigures } from './installation-figures.ts'
import type { ProjectPage } from './project-store.ts'
import { findProject, listProjects } from './projects.ts'
import { addRequestCounts, dropEndedCounts } from './request-counts.ts'
import { readWebhookFigures } from './webhook-figures.ts'
import { countLiveWorkers, listWorkers } from './workers.ts'

/**
 * What belongs to no project: keys, projects, the accounts that all jobs run on, the workers, and what signed links name.
 * What an administrator changes of it goes through `openAdministration`.
 */
export const openInstallation = (db: Database) => ({
  ping: () => db.ping(),
  readFigures: () => readFigures(db),
  readWebhookFigures: () => readWebhookFigures(db),
  countLiveWorkers: () => countLiveWorkers(db),
  listWorkers: () => listWorkers(db),
  findAccount: (accountId: string) => findAccount(db, accountId),
  listAccounts: (page: ProjectPage & AccountFilter) => listAccounts(db, page),
  releaseBlockedJobs: (accountId: string) => releaseBlockedJobs(db, accountId),
  admitJobs: (accountId: string) => admitJobs(db, accountId),
  findKeyByDigest: (digest: Buffer) => findKeyByDigest(db, digest),
  markKeyUsed: (keyId: string) => markKeyUsed(db, keyId),
  findLiveKeys: (keyIds: readonly string[]) => findLiveKeys(db, keyIds),
  findApiKey: (keyId: string) => findApiKey(db, keyId),
  listApiKeys: (page: ProjectPage) => listApiKeys(db, page),
  findProject: (projectId: string) => findProject(db, projectId),
  listProjects: (page: ProjectPage) => listProjects(db, page),
  listAuditLog: (page: ProjectPage & AuditFilter) => listAuditLog(db, page),
  addRequestCounts: (counts: ReadonlyMap<string, number>, windowMs: number) => addRequestCounts(db, counts, windowMs),
  dropEndedCounts: () => dropEndedCounts(db),
  findLinkedFile: (fileId: string) => findLinkedFile(db, fileId),
})
export type InstallationStore = ReturnType<typeof openInstallation>
