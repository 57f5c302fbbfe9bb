import { type ApiError, apiErrorOf, type Fault, UnexpectedAnswerError } from '../errors.ts'
import { parseRetryAfterMs } from './retry.ts'

const MAX_PROBLEM_BYTES = 256 * 1024
const MAX_ANSWER_BYTES = 64 * 1024 * 1024
const MAX_DETAIL_CHARS = 2_000

/** The bytes of a body as they come; `alive` is called for each piece. Leaving the loop ends the connection. */
export async function* piecesOf(
  response: Response,
  alive: () => void = () => undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (response.body === null) return
  const reader = response.body.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      alive()
      if (done) return
      yield value
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

/** @throws UnexpectedAnswerError */
export async function readJson(response: Response, alive: () => void): Promise<unknown> {
  try {
    return JSON.parse(await readText(response, MAX_ANSWER_BYTES, alive))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new UnexpectedAnswerError('The answer is not JSON: is this the address of nemo-batch?')
  }
}

/** Why a request was refused: a problem document, or whatever something in between has answered. */
export async function readProblem(response: Response, alive: () => void): Promise<ApiError> {
  const text = await readText(response, MAX_PROBLEM_BYTES, alive).catch(() => '')
  const problem = parseObject(text)
  const { status, headers } = response
  return apiErrorOf({
    status,
    code: textOf(problem.code) ?? `http_${status}`,
    detail: textOf(problem.detail) ?? textOf(problem.title) ?? `The answer was ${status}, without a reason`,
    errors: Array.isArray(problem.errors) ? problem.errors.flatMap(faultOf) : [],
    requestId: textOf(headers.get('x-request-id')) ?? textOf(problem.request_id) ?? null,
    retryAfterMs: parseRetryAfterMs(headers.get('retry-after'), Date.now()),
  })
}

export const REDIRECT = 'unexpected_redirect'

/** Some addresses lead elsewhere, none of those that are called here. */
export const redirectError = (response: Response): ApiError =>
  apiErrorOf({
    status: response.status,
    code: REDIRECT,
    detail: 'The answer leads elsewhere: is this the address of nemo-batch, with the right protocol?',
    errors: [],
    requestId: null,
    retryAfterMs: null,
  })

async function readText(response: Response, maxBytes: number, alive: () => void): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  let sizeBytes = 0
  for await (const piece of piecesOf(response, alive)) {
    sizeBytes += piece.length
    if (sizeBytes > maxBytes) throw new UnexpectedAnswerError(`The answer is longer than ${maxBytes} bytes`)
    text += decoder.decode(piece, { stream: true })
  }
  return text + decoder.decode()
}

type Json = Readonly<Record<string, unknown>>
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value.slice(0, MAX_DETAIL_CHARS) : undefined

function parseObject(text: string): Json {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : {}
  } catch {
    return {}
  }
}

const faultOf = (value: unknown): Fault[] =>
  isObject(value)
    ? [{ path: textOf(value.path) ?? '', code: textOf(value.code) ?? '', message: textOf(value.message) ?? '' }]
    : []
