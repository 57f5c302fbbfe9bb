import { randomUUID } from 'node:crypto'
import { openAsBlob } from 'node:fs'
import path from 'node:path'
import type { newApiKeySchema, newBatchSchema } from '@nemo-batch/contracts'
import { Agent, type Dispatcher, FormData, request } from 'undici'
import type { z } from 'zod'
import {
  type ApiKeyAnswer,
  apiKeyAnswer,
  type BatchAnswer,
  batchAnswer,
  type CreatedApiKeyAnswer,
  createdApiKeyAnswer,
  fileAnswer,
  type JobAnswer,
  jobAnswer,
  pageOf,
  problemAnswer,
} from './answers.ts'
import type { ClientSettings } from './client-settings.ts'
import { ApiProblem, ApiUnreachable, UnexpectedAnswer } from './errors.ts'

const CALL_TIMEOUT_MS = 60_000
const CONNECT_TIMEOUT_MS = 5_000
/** An upload of 200 MB is answered only after its last byte. */
const UPLOAD_TIMEOUT_MS = 15 * 60_000
const MAX_ANSWER_BYTES = 64 * 1024 * 1024
const ITEMS_PER_PAGE = 100

/** A batch as a caller writes it, before defaults. */
export type NewBatch = z.input<typeof newBatchSchema>
export type NewApiKey = z.input<typeof newApiKeySchema>

export type RequestOptions = {
  readonly method?: 'GET' | 'POST' | 'DELETE'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | FormData
  readonly signal?: AbortSignal | undefined
  readonly headersTimeoutMs?: number
  readonly bodyTimeoutMs?: number
}

export type ApiClient = {
  /** Streams the file; it is never whole in memory. */
  uploadFile(file: string, signal?: AbortSignal): Promise<{ id: string }>
  createBatch(batch: NewBatch, signal?: AbortSignal): Promise<BatchAnswer>
  readBatch(batchId: string, signal?: AbortSignal): Promise<BatchAnswer>
  /** Every job of the batch, page by page, in the order in which they were given. */
  listJobs(batchId: string, signal?: AbortSignal): Promise<JobAnswer[]>
  createApiKey(key: NewApiKey, signal?: AbortSignal): Promise<CreatedApiKeyAnswer>
  /** Of all projects, newest first. */
  listApiKeys(signal?: AbortSignal): Promise<ApiKeyAnswer[]>
  revokeApiKey(keyId: string, signal?: AbortSignal): Promise<void>
  /** A raw answer with a status below 400; the caller consumes its body. */
  open(pathOrUrl: string, options?: RequestOptions): Promise<Dispatcher.ResponseData>
  close(): Promise<void>
}

/**
 * The service's HTTP interface as far as this program needs it.
 * Every call rejects with ApiUnreachable, ApiProblem or UnexpectedAnswer.
 */
export function createApiClient({ apiUrl, apiKey }: ClientSettings): ApiClient {
  const agent = new Agent({ connect: { timeout: CONNECT_TIMEOUT_MS }, allowH2: false, maxResponseSize: -1 })

  const open = async (pathOrUrl: string, options: RequestOptions = {}): Promise<Dispatcher.ResponseData> => {
    const url = new URL(pathOrUrl, `${apiUrl}/`)
    // The key goes to the service alone: a signed link may lead to a foreign storage.
    const authorization = url.origin === new URL(apiUrl).origin ? { authorization: `Bearer ${apiKey}` } : {}
    const answer = await reach(url, {
      dispatcher: agent,
      method: options.method ?? 'GET',
      headers: { ...authorization, ...options.headers },
      body: options.body ?? null,
      signal: options.signal ?? null,
      headersTimeout: options.headersTimeoutMs ?? CALL_TIMEOUT_MS,
      bodyTimeout: options.bodyTimeoutMs ?? CALL_TIMEOUT_MS,
    })
    if (answer.statusCode >= 400) throw await readProblem(answer)
    return answer
  }
  const call = async <T>(schema: z.ZodType<T>, path: string, options?: RequestOptions): Promise<T> =>
    schemaOf(schema, await readJson(await open(path, options)), path)
  const post = (body: unknown, signal: AbortSignal | undefined): RequestOptions => ({
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    body: JSON.stringify(body),
    signal,
  })
  async function listAll<T>(item: z.ZodType<T>, path: string, signal: AbortSignal | undefined): Promise<T[]> {
    const items: T[] = []
    const schema = pageOf(item)
    let cursor: string | null = null
    do {
      const after: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
      const page: z.infer<typeof schema> = await call(schema, `${path}?limit=${ITEMS_PER_PAGE}${after}`, { signal })
      items.push(...page.data)
      cursor = page.has_more ? page.next_cursor : null
    } while (cursor !== null)
    return items
  }

  return {
    open,
    async uploadFile(file, signal) {
      const form = new FormData()
      form.append('file', await openAsBlob(file), path.basename(file))
      const headers = { 'idempotency-key': randomUUID() }
      return call(fileAnswer, '/v1/files', {
        method: 'POST',
        headers,
        body: form,
        signal,
        headersTimeoutMs: UPLOAD_TIMEOUT_MS,
      })
    },
    createBatch: (batch, signal) => call(batchAnswer, '/v1/batches', post(batch, signal)),
    readBatch: (batchId, signal) => call(batchAnswer, `/v1/batches/${encodeURIComponent(batchId)}`, { signal }),
    async listJobs(batchId, signal) {
      const jobs = await listAll(jobAnswer, `/v1/batches/${encodeURIComponent(batchId)}/jobs`, signal)
      return jobs.reverse()
    },
    createApiKey: (key, signal) => call(createdApiKeyAnswer, '/v1/api-keys', post(key, signal)),
    listApiKeys: (signal) => listAll(apiKeyAnswer, '/v1/api-keys', signal),
    async revokeApiKey(keyId, signal) {
      const answer = await open(`/v1/api-keys/${encodeURIComponent(keyId)}`, { method: 'DELETE', signal })
      await answer.body.dump()
    },
    close: () => agent.destroy(),
  }
}

async function reach(url: URL, options: Parameters<typeof request<null>>[1]): Promise<Dispatcher.ResponseData> {
  try {
    return await request(url, options)
  } catch (error) {
    if (options?.signal instanceof AbortSignal) options.signal.throwIfAborted()
    throw new ApiUnreachable(`Cannot reach ${url.origin}: ${reasonOf(error)}`, { cause: error })
  }
}

/** Of an error without a text (several addresses tried), its code. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name
  return error.message === '' ? code : error.message
}

async function readJson(answer: Dispatcher.ResponseData): Promise<unknown> {
  const chunks: Buffer[] = []
  let sizeBytes = 0
  try {
    for await (const chunk of answer.body) {
      sizeBytes += chunk.length
      if (sizeBytes > MAX_ANSWER_BYTES)
        throw new UnexpectedAnswer(`The answer is longer than ${MAX_ANSWER_BYTES} bytes`)
      chunks.push(chunk)
    }
  } catch (error) {
    if (error instanceof UnexpectedAnswer) throw error
    throw new ApiUnreachable(`The connection broke: ${reasonOf(error)}`, { cause: error })
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch (error) {
    throw new UnexpectedAnswer('The answer is not JSON: is this the address of nemo-batch?', { cause: error })
  }
}

function schemaOf<T>(schema: z.ZodType<T>, body: unknown, path: string): T {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  const where = parsed.error.issues.map((issue) => issue.path.join('.') || 'the whole').join(', ')
  throw new UnexpectedAnswer(`The answer to ${path.split('?')[0]} is not as documented (${where})`)
}

async function readProblem(answer: Dispatcher.ResponseData): Promise<ApiProblem> {
  const body = await readJson(answer).catch(() => ({}))
  const problem = problemAnswer.safeParse(body).data ?? {}
  const faults = (problem.errors ?? []).map((fault) => `\n  ${fault.path}: ${fault.message}`).join('')
  const text = problem.detail ?? problem.title ?? 'the service refused without saying why'
  const seconds = Number(answer.headers['retry-after'])
  return new ApiProblem(
    answer.statusCode,
    problem.code ?? `http_${answer.statusCode}`,
    `${text} (HTTP ${answer.statusCode}, ${problem.code ?? 'no code'})${faults}`,
    Number.isFinite(seconds) ? seconds * 1_000 : undefined,
  )
}
