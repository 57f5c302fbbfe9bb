import type { Problem } from '@nemo-batch/contracts'
import { StorageError } from '@nemo-batch/storage'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ApiProblem, PROBLEMS, type ProblemCode } from '../problems.ts'

export const REQUEST_ID_HEADER = 'x-request-id'

export const PROBLEM_TYPE = 'application/problem+json'
const RETRY_AFTER_SECONDS = '5'

/** What Fastify and its plugins throw, by their codes. */
const FRAMEWORK_PROBLEMS: Readonly<Record<string, readonly [ProblemCode, string]>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: ['invalid_json', 'The body cannot be read as JSON'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['invalid_json', 'The body is empty'],
  FST_ERR_CTP_BODY_TOO_LARGE: ['body_too_large', 'The body is larger than this address takes'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['unsupported_media_type', 'This content type is not taken here'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['invalid_request', 'The body does not have the length that was announced'],
  FST_ERR_BAD_URL: ['invalid_request', 'The address is malformed'],
  FST_ERR_MAX_PARAM_LENGTH: ['not_found', 'There is no such address'],
  FST_PARTS_LIMIT: ['too_many_parts', 'The form has too many parts'],
  FST_FILES_LIMIT: ['too_many_parts', 'The form has too many files'],
  FST_FIELDS_LIMIT: ['too_many_parts', 'The form has too many fields'],
  FST_INVALID_MULTIPART_CONTENT_TYPE: ['unsupported_media_type', 'Send a form as multipart/form-data'],
  FST_MP_PREMATURE_CLOSE: ['invalid_multipart', 'The form ended before its last part did'],
  FST_PROTO_VIOLATION: ['invalid_multipart', 'A part has a name that is not taken'],
  // of Postgres: a text that a schema should have refused
  '22021': ['invalid_input', 'A text holds a character that cannot be kept, such as NUL'],
  '22P05': ['invalid_input', 'A text holds a character that cannot be kept, such as NUL'],
}

/** Of Node and Postgres: nobody answers, or not now. */
const UNAVAILABLE = /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|ETIMEDOUT|EPIPE|08...|57P0[1-5]|53[0-4]00|55P03|57014)$/
const NO_CONNECTION =
  /timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error/

/** The one place that turns errors into answers, and logs them. */
export function handleErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    const problem = toProblem(error)
    const { status } = PROBLEMS[problem.code]
    if (status >= 500) request.log.error({ err: problem.extras.cause ?? error, code: problem.code }, 'request failed')
    else request.log.debug({ code: problem.code, detail: problem.message }, 'request refused')
    return sendProblem(request, reply, problem)
  })
}

export function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: ApiProblem): FastifyReply {
  const document = problemDocument(problem, { instance: pathOf(request.url), requestId: request.id })
  // Whatever a route has set for its answer does not hold for this one.
  for (const name of ['content-disposition', 'content-length', 'content-range', 'etag']) reply.removeHeader(name)
  if (document.status === 503) reply.header('retry-after', RETRY_AFTER_SECONDS)
  return reply
    .code(document.status)
    .headers({ ...problem.extras.headers, 'cache-control': 'no-store', [REQUEST_ID_HEADER]: request.id })
    .type(PROBLEM_TYPE)
    .serializer(JSON.stringify)
    .send(document)
}

/** RFC 9457. Its code is that of the faults when they all have one. */
export function problemDocument(
  problem: ApiProblem,
  about: { readonly instance: string; readonly requestId: string },
): Problem {
  const { status, title } = PROBLEMS[problem.code]
  const { faults, members } = problem.extras
  const codes = new Set(faults?.map((fault) => fault.code))
  const [only] = codes
  const code = codes.size === 1 && only !== undefined ? only : problem.code
  return {
    type: `urn:nemo-batch:problem:${code}`,
    title,
    status,
    detail: problem.message,
    instance: about.instance,
    code,
    request_id: about.requestId,
    ...members,
    ...(faults === undefined ? {} : { errors: [...faults] }),
  }
}

/** Without the query: it may hold a signature. */
export const pathOf = (url: string): string => url.split('?', 1)[0] ?? '/'

/** Every error as something to tell; what is not the caller's doing is told as little as possible about. */
export function toProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error
  if (error instanceof StorageError && error.code === 'storage_full')
    return new ApiProblem('storage_full', 'The disk is full', { cause: error })
  if (error instanceof StorageError && error.code === 'not_found')
    return new ApiProblem('not_found', 'The content of this file is gone', { cause: error })
  const code = codeOf(error)
  const known = FRAMEWORK_PROBLEMS[code]
  if (known !== undefined) return new ApiProblem(...known)
  if (UNAVAILABLE.test(code) || (error instanceof Error && NO_CONNECTION.test(error.message)))
    return new ApiProblem('dependency_unavailable', 'A part of the service is down; try again soon', { cause: error })
  const status = statusOf(error)
  if (status >= 400 && status < 500) return new ApiProblem('invalid_request', 'The request cannot be read')
  return new ApiProblem('internal', 'The request failed through no fault of yours; its id is in the log', {
    cause: error,
  })
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

const statusOf = (error: unknown): number =>
  error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500
