import { resumeAccount } from './account-acts.ts'
import { releaseBlockedJobs } from './account-blocks.ts'
import { findAccount, listAccounts } from './account-pages.ts'
import { admitJobs } from './admission.ts'
import type { Database } from './connection.ts'
import { findLinkedFile } from './file-pages.ts'
import type { ProjectPage } from './project-store.ts'
import { countLiveWorkers } from './workers.ts'

/** What belongs to no project: the accounts that all jobs run on, the workers, and what signed links name. */
export const openInstallation = (db: Database) => ({
  ping: () => db.ping(),
  countLiveWorkers: () => countLiveWorkers(db),
  findAccount: (accountId: string) => findAccount(db, accountId),
  listAccounts: (page: ProjectPage) => listAccounts(db, page),
  resumeAccount: (accountId: string) => resumeAccount(db, accountId),
  releaseBlockedJobs: (accountId: string) => releaseBlockedJobs(db, accountId),
  admitJobs: (accountId: string) => admitJobs(db, accountId),
  findLinkedFile: (fileId: string) => findLinkedFile(db, fileId),
})
export type InstallationStore = ReturnType<typeof openInstallation>
