import { AuthenticationError } from '../errors.ts'
import type { RequestOptions, Transport } from '../http/transport.ts'
import type { Session as SessionView } from '../types.ts'

/** Who is signed in, of a client with `session: true`; what it learns here proves its changes to be the page's own. */
export class Session {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** Signs in: the browser has the cookie of a session from now on. @throws AuthenticationError, RateLimitError */
  async create(key: string, options?: RequestOptions): Promise<SessionView> {
    return this.#learn(await this.#transport.post<SessionView>(PATH, { key }, options))
  }

  /** To be asked by each page that opens, before it changes anything. @throws AuthenticationError without a session */
  async retrieve(options?: RequestOptions): Promise<SessionView> {
    return this.#learn(await this.#transport.json<SessionView>({ ...options, path: PATH }))
  }

  /** Signs out: the session ends on the server. One that has ended already is no error. */
  async delete(options?: RequestOptions): Promise<void> {
    try {
      await this.#transport.delete(PATH, options)
    } catch (error) {
      if (!(error instanceof AuthenticationError)) throw error
    }
    this.#transport.learnCsrfToken(null)
  }

  #learn(session: SessionView): SessionView {
    this.#transport.learnCsrfToken(session.csrf_token)
    return session
  }
}

const PATH = '/v1/session'
