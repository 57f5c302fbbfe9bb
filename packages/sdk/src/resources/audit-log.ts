import type { RequestOptions, Transport } from '../http/transport.ts'
import type { List } from '../list.ts'
import type { AuditEntry, QueryOf } from '../types.ts'

/** Who changed what, from when on; needs the scope `admin`. */
export class AuditLog {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** Newest first. */
  list(query: QueryOf<'listAuditLog'> = {}, options?: RequestOptions): List<AuditEntry> {
    return this.#transport.list('/v1/audit-log', query, options)
  }
}
