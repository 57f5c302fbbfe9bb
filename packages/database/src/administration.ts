import {
  type AccountChange,
  type AccountPatch,
  askForBalance,
  changeAccount,
  insertAccount,
  type NewAccount,
  resumeAccount,
} from './account-acts.ts'
import type { AccountView } from './account-pages.ts'
import { type ApiKeyView, deleteApiKey, insertApiKey, type NewApiKey } from './api-keys.ts'
import type { AuditedRequest, AuditState } from './audit-log.ts'
import { auditedTransaction, type Note } from './audited.ts'
import type { Database, Queryable } from './connection.ts'
import { findKeptAnswer, type KeptAnswer, keepAnswer, takeIdempotencyKey } from './idempotency-keys.ts'
import { insertProject, type Project, renameProject } from './projects.ts'

const keyState = ({ name, prefix, scopes, projectId }: ApiKeyView): AuditState => ({
  name,
  prefix,
  scopes,
  project_id: projectId,
})
const projectState = ({ name }: Project): AuditState => ({ name })
const accountState = ({ name, kind, maxActiveJobs, blocked }: AccountView): AuditState => ({
  name,
  kind,
  max_active_jobs: maxActiveJobs,
  blocked: blocked?.reason ?? null,
})

/** What an administrator makes, in one transaction with the answer that is kept for the project of the caller. */
const creationsOf = (tx: Queryable, projectId: string, note: Note) => ({
  findKeptAnswer: (key: string) => findKeptAnswer(tx, projectId, key),
  takeIdempotencyKey: (key: string) => takeIdempotencyKey(tx, projectId, key),
  keepAnswer: (key: string, answer: KeptAnswer) => keepAnswer(tx, projectId, key, answer),
  createApiKey: async (wanted: NewApiKey) => {
    const key = await insertApiKey(tx, wanted)
    note({ objectType: 'api_key', objectId: key.id, before: null, after: keyState(key) })
    return key
  },
  createProject: async (name: string) => {
    const project = await insertProject(tx, name)
    note({ objectType: 'project', objectId: project.id, before: null, after: projectState(project) })
    return project
  },
  createAccount: async (wanted: NewAccount) => {
    const account = await insertAccount(tx, wanted)
    note({ objectType: 'account', objectId: account.id, before: null, after: accountState(account) })
    return account
  },
})
export type AdministrationTransaction = ReturnType<typeof creationsOf>

/** What an administrator changes of the whole installation; each change is told in the audit log. */
export const openAdministration = (db: Database, projectId: string, request: AuditedRequest | null) => {
  const onAccount = (
    act: (tx: Queryable) => Promise<AccountChange>,
    alsoTold: AuditState = {},
  ): Promise<AccountView | null> =>
    auditedTransaction(db, request, async (tx, note) => {
      const change = await act(tx)
      if (change === null) return null
      const { before, after } = change
      note({
        objectType: 'account',
        objectId: after.id,
        before: accountState(before),
        after: { ...accountState(after), ...alsoTold },
      })
      return after
    })
  return {
    /** Of the caller, whose idempotency keys are kept with it. */
    projectId,
    transaction: <T>(work: (tx: AdministrationTransaction) => Promise<T>): Promise<T> =>
      auditedTransaction(db, request, (tx, note) => work(creationsOf(tx, projectId, note))),
    findKeptAnswer: (key: string) => findKeptAnswer(db, projectId, key),
    /** False when there is no such key. */
    revokeApiKey: (keyId: string): Promise<boolean> =>
      auditedTransaction(db, request, async (tx, note) => {
        const key = await deleteApiKey(tx, keyId)
        if (key === null) return false
        note({ objectType: 'api_key', objectId: keyId, before: keyState(key), after: null })
        return true
      }),
    renameProject: (id: string, name: string): Promise<Project | null> =>
      auditedTransaction(db, request, async (tx, note) => {
        const change = await renameProject(tx, id, name)
        if (change === null) return null
        const [before, after] = [projectState(change.before), projectState(change.after)]
        note({ objectType: 'project', objectId: id, before, after })
        return change.after
      }),
    changeAccount: (accountId: string, patch: AccountPatch) =>
      onAccount(
        (tx) => changeAccount(tx, accountId, patch),
        patch.tokenSealed === undefined ? {} : { token: 'replaced' },
      ),
    resumeAccount: (accountId: string) => onAccount((tx) => resumeAccount(tx, accountId)),
    askForBalance: (accountId: string) => onAccount((tx) => askForBalance(tx, accountId)),
  }
}
export type Administration = ReturnType<typeof openAdministration>
