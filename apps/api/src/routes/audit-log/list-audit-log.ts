import { auditLogSchema, listAuditLogQuery } from '@nemo-batch/contracts'
import { pageRequest } from '../../services/page-request.ts'
import { presentList } from '../../services/present.ts'
import { presentAuditEntry } from '../../services/present-installation.ts'
import { problems, type Route } from '../route.ts'

export const listAuditLog: Route =
  ({ installation }) =>
  async (app) => {
    app.get(
      '/audit-log',
      {
        config: { scope: 'admin' },
        schema: {
          operationId: 'listAuditLog',
          tags: ['audit-log'],
          summary: 'Every change that was made with a key, in all projects, newest first',
          querystring: listAuditLogQuery,
          response: { 200: auditLogSchema, ...problems(400, 401, 403, 422) },
        },
      },
      async (request) => {
        const { action, actor, object_id: objectId, since, until, ...page } = request.query
        const entries = await installation.listAuditLog({
          ...pageRequest('aud', page),
          action,
          keyId: actor === 'admin_key' ? null : actor,
          objectId,
          since: since === undefined ? undefined : new Date(since),
          until: until === undefined ? undefined : new Date(until),
        })
        return presentList(entries, presentAuditEntry)
      },
    )
  }
