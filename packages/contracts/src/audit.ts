import { z } from 'zod'
import { listOf, pageQuery } from './list.ts'
import { text, timestamp } from './text.ts'

const state = z.record(z.string(), z.unknown()).nullable()

export const auditEntrySchema = z
  .object({
    id: z.string(),
    object: z.literal('audit_entry'),
    actor: z
      .object({
        kind: z.enum(['api_key', 'admin_key']).describe('`admin_key`: the one of the settings'),
        id: z.string().nullable(),
        name: z.string(),
        prefix: z.string().nullable(),
      })
      .describe('the key with which it was done'),
    address: z.string().describe('from which the request came'),
    request_id: z.string(),
    project_id: z.string().describe("the key's"),
    action: z.string().describe('`batch.cancel`, `api_key.create` …'),
    object_type: z.string(),
    object_id: z.string(),
    before: state.describe('null: it was made'),
    after: state.describe('null: it was taken away'),
    created_at: timestamp,
  })
  .meta({ id: 'AuditEntry' })
export type AuditEntry = z.infer<typeof auditEntrySchema>

export const auditLogSchema = listOf(auditEntrySchema)
const moment = z.iso.datetime({ offset: true })
export const listAuditLogQuery = z.strictObject({
  ...pageQuery,
  action: text(0, 100).optional(),
  actor: text(0, 100).optional().describe('the id of a key; `admin_key`: the one of the settings'),
  object_id: text(0, 100).optional(),
  since: moment.optional().describe('not older than this'),
  until: moment.optional().describe('older than this'),
})
