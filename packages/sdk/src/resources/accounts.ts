import type { CreateOptions, RequestOptions, Transport } from '../http/transport.ts'
import type { List } from '../list.ts'
import type { Account, AccountPatch, NewAccount, QueryOf } from '../types.ts'

/** The NEMO accounts that jobs run on. */
export class Accounts {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** With a token of NemoVideo, which is never shown again, or anonymous. */
  create(account: NewAccount, options?: CreateOptions): Promise<Account> {
    return this.#transport.create('/v1/accounts', account, options)
  }

  retrieve(id: string, options?: RequestOptions): Promise<Account> {
    return this.#transport.json({ ...options, path: pathOf(id) })
  }

  list(query: QueryOf<'listAccounts'> = {}, options?: RequestOptions): List<Account> {
    return this.#transport.list('/v1/accounts', query, options)
  }

  update(id: string, changes: AccountPatch, options?: RequestOptions): Promise<Account> {
    return this.#transport.patch(pathOf(id), changes, options)
  }

  /** Lets its jobs go on, once somebody has removed what it is blocked for. */
  resume(id: string, options?: RequestOptions): Promise<Account> {
    return this.#transport.post(`${pathOf(id)}/resume`, undefined, options)
  }

  /** Has its credits looked at now. */
  refresh(id: string, options?: RequestOptions): Promise<Account> {
    return this.#transport.post(`${pathOf(id)}/refresh`, undefined, options)
  }
}

const pathOf = (id: string): string => `/v1/accounts/${encodeURIComponent(id)}`
