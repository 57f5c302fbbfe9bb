import type { CreateOptions, RequestOptions, Transport } from '../http/transport.ts'
import type { List } from '../list.ts'
import type { ApiKey, CreatedApiKey, NewApiKey, QueryOf } from '../types.ts'

/** Keys to the service; all of it needs the scope `admin`. */
export class ApiKeys {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** The key itself is in this answer alone. */
  create(key: NewApiKey, options?: CreateOptions): Promise<CreatedApiKey> {
    return this.#transport.create('/v1/api-keys', key, options)
  }

  retrieve(id: string, options?: RequestOptions): Promise<ApiKey> {
    return this.#transport.json({ ...options, path: pathOf(id) })
  }

  list(query: QueryOf<'listApiKeys'> = {}, options?: RequestOptions): List<ApiKey> {
    return this.#transport.list('/v1/api-keys', query, options)
  }

  /** It opens nothing any more, from now on. */
  revoke(id: string, options?: RequestOptions): Promise<void> {
    return this.#transport.delete(pathOf(id), options)
  }
}

const pathOf = (id: string): string => `/v1/api-keys/${encodeURIComponent(id)}`
