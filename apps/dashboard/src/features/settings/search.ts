/** What of the audit log is shown. */
export type AuditSearch = { readonly action?: string; readonly actor?: string; readonly object_id?: string }

const MAX_CHARS = 100

/** Of an address that anybody may have written. */
export const auditSearch = (given: Record<string, unknown>): AuditSearch => ({
  ...kept('action', given.action),
  ...kept('actor', given.actor),
  ...kept('object_id', given.object_id),
})

const kept = <Name extends keyof AuditSearch>(name: Name, value: unknown): Pick<AuditSearch, Name> | object =>
  typeof value === 'string' && value !== '' && value.length <= MAX_CHARS ? { [name]: value } : {}

export const PARTS = ['keys', 'projects', 'accounts', 'audit-log', 'system'] as const
export type Part = (typeof PARTS)[number]

export const isPart = (name: string): name is Part => PARTS.some((part) => part === name)
