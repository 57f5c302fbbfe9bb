import { type ApiKey, type AuditEntry, type Project, SCOPES, type Scope, type System } from '@nemo-batch/contracts'
import type { ApiKeyView, AuditEntry as KeptAuditEntry, Project as KeptProject, WorkerView } from '@nemo-batch/database'

export const isScope = (scope: string): scope is Scope => (SCOPES as readonly string[]).includes(scope)

export const presentApiKey = (key: ApiKeyView): ApiKey => ({
  id: key.id,
  object: 'api_key',
  name: key.name,
  prefix: key.prefix,
  scopes: key.scopes.filter(isScope),
  project_id: key.projectId,
  last_used_at: key.lastUsedAt?.toISOString() ?? null,
  created_at: key.createdAt.toISOString(),
})

export const presentProject = (project: KeptProject): Project => ({
  id: project.id,
  object: 'project',
  name: project.name,
  created_at: project.createdAt.toISOString(),
})

export const presentAuditEntry = (entry: KeptAuditEntry): AuditEntry => ({
  id: entry.id,
  object: 'audit_entry',
  actor: {
    kind: entry.keyId === null ? 'admin_key' : 'api_key',
    id: entry.keyId,
    name: entry.keyName,
    prefix: entry.keyPrefix,
  },
  address: entry.address,
  request_id: entry.requestId,
  project_id: entry.projectId,
  action: entry.action,
  object_type: entry.objectType,
  object_id: entry.objectId,
  before: entry.before,
  after: entry.after,
  created_at: entry.createdAt.toISOString(),
})

export const presentWorker = (worker: WorkerView): NonNullable<System['workers']['list']>[number] => ({
  id: worker.id,
  version: worker.version,
  alive: worker.isAlive,
  started_at: worker.startedAt.toISOString(),
  seen_at: worker.seenAt.toISOString(),
})
