import type { RequestOptions, Transport } from '../http/transport.ts'
import type { ErrorGroupList, QueryOf } from '../types.ts'

/** What fails alike. */
export class ErrorGroups {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** Of a span of time, the last day unless it is said; what happened last first, 100 groups at most. */
  list(query: QueryOf<'listErrorGroups'> = {}, options?: RequestOptions): Promise<ErrorGroupList> {
    return this.#transport.json({ ...options, path: '/v1/error-groups', query })
  }
}
