import { ApiError, NotFoundError } from '../errors.ts'
import { List, type PageQuery } from '../list.ts'
import type { Credentials, SendRequest, Settings } from '../settings.ts'
import { Attempt } from './attempt.ts'
import { REDIRECT, readJson, readProblem, redirectError } from './read-answer.ts'
import { retryDelayMs } from './retry.ts'
import { sleep } from './sleep.ts'

export type Query = Readonly<Record<string, string | number | boolean | null | undefined>>

/** What every call takes. */
export type RequestOptions = {
  /** Ends the call, its retries and its waiting. */
  readonly signal?: AbortSignal | undefined
  /** How long the service may stay silent, instead of the client's own. */
  readonly timeoutMs?: number | undefined
}

/** What a call takes that creates. */
export type CreateOptions = RequestOptions & {
  /** Makes it happen once, whatever is sent again; one is made up for each call. Kept for 24 hours. */
  readonly idempotencyKey?: string | undefined
}

export type Call = RequestOptions & {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly query?: Query | undefined
  readonly headers?: Readonly<Record<string, string>>
  /** A POST with a key may be sent again; one without never is. */
  readonly idempotencyKey?: string | undefined
  /** Made anew for each try. */
  readonly body?: (attempt: Attempt) => NonNullable<RequestInit['body']>
  readonly maxRetries?: number
  readonly onRetry?: () => void
  /** Instead of fetch. */
  readonly via?: SendRequest
}

/** Sends requests with the key or the session, tries again where that is safe, and turns what goes wrong into errors. */
export class Transport {
  readonly #settings: Settings
  readonly maxRetries: number

  constructor(settings: Settings) {
    this.#settings = settings
    this.maxRetries = settings.maxRetries
  }

  /** What proves that a page of the service itself changes something; null once the session has ended. */
  learnCsrfToken(token: string | null): void {
    const { credentials } = this.#settings
    if (credentials.kind === 'session') credentials.csrfToken = token
  }

  /** An answer that is JSON, of the form that its address is documented with. */
  async json<T>(call: Call): Promise<T> {
    const read = async (response: Response, attempt: Attempt): Promise<T> => {
      const answer = (await readJson(response, () => attempt.alive())) as T
      attempt.end()
      return answer
    }
    return this.#send({ ...call, headers: { accept: 'application/json', ...call.headers } }, read)
  }

  /** A POST of JSON; pass a key where it creates. */
  post<T>(path: string, body: unknown, options: CreateOptions & { readonly query?: Query } = {}): Promise<T> {
    return this.json<T>({ ...options, method: 'POST', path, ...jsonBody(body) })
  }

  /** A POST of JSON that creates: sent with a key, so that it may be sent again. */
  create<T>(path: string, body: unknown, options: CreateOptions & { readonly query?: Query } = {}): Promise<T> {
    return this.post<T>(path, body, { ...options, idempotencyKey: options.idempotencyKey ?? newKey() })
  }

  patch<T>(path: string, body: unknown, options: RequestOptions = {}): Promise<T> {
    return this.json<T>({ ...options, method: 'PATCH', path, ...jsonBody(body) })
  }

  /** The pages of an address, read when they are asked for. */
  list<Item>(path: string, query: PageQuery & Query = {}, options: RequestOptions = {}): List<Item> {
    return new List(query, (page) => this.json({ ...options, path, query: { ...query, ...page } }))
  }

  async delete(path: string, options: RequestOptions = {}): Promise<void> {
    let isRepeated = false
    const call: Call = { ...options, method: 'DELETE', path, onRetry: () => (isRepeated = true) }
    try {
      await this.#send(call, async (_response, attempt) => attempt.cancel())
    } catch (error) {
      // The first try did it, and its answer was lost.
      if (!(isRepeated && error instanceof NotFoundError)) throw error
    }
  }

  /** An answer whose body is the caller's to read: the signal ends it as well, silence does not. */
  open(call: Call): Promise<Response> {
    return this.#send(call, async (response, attempt) => {
      attempt.pause()
      return response
    })
  }

  /** An answer that is read piece by piece: what it is read by is told when it begins, and ends the attempt. */
  openStream(call: Call): Promise<{ readonly response: Response; readonly attempt: Attempt }> {
    return this.#send(call, async (response, attempt) => ({ response, attempt }))
  }

  /** Asks an address that leads elsewhere when all is well, for the reason why not. @throws ApiError */
  async explain(path: string, options: RequestOptions): Promise<void> {
    try {
      const response = await this.open({ ...options, path })
      await response.body?.cancel()
    } catch (error) {
      if (!(error instanceof ApiError && error.code === REDIRECT)) throw error
    }
  }

  /** A signed link, wherever it leads: without the key. */
  async openLink(url: string, { signal, timeoutMs = this.#settings.timeoutMs }: RequestOptions): Promise<Response> {
    return this.#retrying({ path: '', signal }, () =>
      reach(new Attempt(signal, timeoutMs), new URL(url).origin, async (attempt) => {
        const response = await this.#settings.fetch(url, { signal: attempt.signal, redirect: 'follow' })
        if (response.status >= 400) throw await readProblem(response, () => attempt.alive())
        attempt.pause()
        return response
      }),
    )
  }

  #send<T>(call: Call, read: (response: Response, attempt: Attempt) => Promise<T>): Promise<T> {
    return this.#retrying(call, () => this.#try(call, read))
  }

  async #retrying<T>(call: Call, run: () => Promise<T>): Promise<T> {
    const { method = 'GET', signal, maxRetries = this.maxRetries } = call
    const isRepeatable = method !== 'POST' || call.idempotencyKey !== undefined
    for (let tries = 1; ; tries++) {
      try {
        return await run()
      } catch (error) {
        const canRepeat = isRepeatable && tries <= maxRetries && !signal?.aborted
        const delayMs = canRepeat ? retryDelayMs(error, tries, Math.random()) : null
        if (delayMs === null) throw error
        await sleep(delayMs, signal)
        call.onRetry?.()
      }
    }
  }

  #try<T>(call: Call, read: (response: Response, attempt: Attempt) => Promise<T>): Promise<T> {
    const { baseUrl, credentials, fetch, timeoutMs } = this.#settings
    const { method = 'GET', path, query = {}, idempotencyKey, via = fetch } = call
    const headers = {
      ...call.headers,
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      ...headersOf(credentials, method),
    }
    return reach(new Attempt(call.signal, call.timeoutMs ?? timeoutMs), new URL(baseUrl).origin, async (attempt) => {
      const body = call.body?.(attempt)
      const response = await via(`${baseUrl}${path}${toQueryString(query)}`, {
        ...{ method, headers, signal: attempt.signal, redirect: 'manual' },
        ...(credentials.kind === 'session' ? { credentials: 'same-origin' } : {}),
        ...(body === undefined ? {} : { body }),
        ...(body instanceof ReadableStream ? { duplex: 'half' as const } : {}),
      })
      attempt.alive(call.timeoutMs ?? timeoutMs)
      if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400))
        throw redirectError(response)
      if (response.status >= 400) throw await readProblem(response, () => attempt.alive())
      return read(response, attempt)
    })
  }
}

function headersOf(credentials: Credentials, method: string): Record<string, string> {
  if (credentials.kind === 'key') return { authorization: `Bearer ${credentials.apiKey}` }
  return credentials.csrfToken === null || method === 'GET' ? {} : { 'x-csrf-token': credentials.csrfToken }
}

async function reach<T>(attempt: Attempt, origin: string, run: (attempt: Attempt) => Promise<T>): Promise<T> {
  try {
    return await run(attempt)
  } catch (error) {
    const reason = attempt.reasonOf(error, origin)
    attempt.cancel()
    throw reason
  }
}

const jsonBody = (body: unknown): Pick<Call, 'headers' | 'body'> => {
  if (body === undefined) return {}
  const text = JSON.stringify(body)
  return { headers: { 'content-type': 'application/json' }, body: () => text }
}

/** Browsers have `randomUUID` on https alone. */
export const newKey = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')

function toQueryString(query: Query): string {
  const given = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== null) given.append(name, String(value))
  const text = given.toString()
  return text === '' ? '' : `?${text}`
}
