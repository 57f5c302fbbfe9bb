import type { RequestOptions, Transport } from '../http/transport.ts'
import { List } from '../list.ts'
import type { Account, QueryOf } from '../types.ts'

/** The NEMO accounts that jobs run on. */
export class Accounts {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  retrieve(id: string, options?: RequestOptions): Promise<Account> {
    return this.#transport.json({ ...options, path: pathOf(id) })
  }

  list(query: QueryOf<'listAccounts'> = {}, options?: RequestOptions): List<Account> {
    return new List(query, (page) =>
      this.#transport.json({ ...options, path: '/v1/accounts', query: { ...query, ...page } }),
    )
  }

  /** Lets its jobs go on, once somebody has removed what it is blocked for. */
  resume(id: string, options?: RequestOptions): Promise<Account> {
    return this.#transport.post(`${pathOf(id)}/resume`, undefined, options)
  }
}

const pathOf = (id: string): string => `/v1/accounts/${encodeURIComponent(id)}`
