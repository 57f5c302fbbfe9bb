import type { Fault } from '@nemo-batch/contracts'
import { FAULTS_TOLD } from './limits.ts'

/** Every problem that the API tells by itself: status and title by code. Codes are the public contract's. */
export const PROBLEMS = {
  invalid_json: { status: 400, title: 'The body is not JSON' },
  invalid_csv: { status: 400, title: 'The body cannot be read as CSV' },
  invalid_multipart: { status: 400, title: 'The form cannot be read' },
  invalid_request: { status: 400, title: 'The request cannot be read' },
  invalid_cursor: { status: 400, title: 'The cursor is not one of ours' },
  invalid_idempotency_key: { status: 400, title: 'The idempotency key is malformed' },
  unauthorized: { status: 401, title: 'A valid key is needed' },
  forbidden: { status: 403, title: 'The key may not do this' },
  csrf_failed: { status: 403, title: 'The request may come from another site' },
  link_invalid: { status: 403, title: 'The link is not valid' },
  link_expired: { status: 403, title: 'The link has expired' },
  not_found: { status: 404, title: 'There is no such thing' },
  video_not_found: { status: 404, title: 'There is no video' },
  no_timeline: { status: 404, title: 'There is no timeline' },
  method_not_allowed: { status: 405, title: 'The method is not allowed here' },
  not_acceptable: { status: 406, title: 'The answer cannot take the form asked for' },
  request_timeout: { status: 408, title: 'The request came too slowly' },
  job_ended: { status: 409, title: 'The job has ended' },
  job_not_ended: { status: 409, title: 'The job has not ended' },
  job_not_failed: { status: 409, title: 'The job has not failed' },
  retry_first: { status: 409, title: 'The job has to be retried first' },
  batch_ended: { status: 409, title: 'The batch has ended' },
  batch_closed: { status: 409, title: 'The batch takes no more jobs' },
  file_in_use: { status: 409, title: 'The file is in use' },
  endpoint_disabled: { status: 409, title: 'The webhook endpoint is disabled' },
  endpoint_deleted: { status: 409, title: 'The webhook endpoint was deleted' },
  too_many_endpoints: { status: 409, title: 'There are too many webhook endpoints' },
  video_not_ready: { status: 409, title: 'The video is not ready yet' },
  idempotency_key_in_progress: { status: 409, title: 'A request with this key is in progress' },
  file_too_large: { status: 413, title: 'The file is too large' },
  body_too_large: { status: 413, title: 'The body is too large' },
  too_many_parts: { status: 413, title: 'The form has too many parts' },
  unsupported_media_type: { status: 415, title: 'The body has a type that is not taken here' },
  range_not_satisfiable: { status: 416, title: 'The range lies outside of the file' },
  expectation_failed: { status: 417, title: 'The expectation cannot be met' },
  invalid_input: { status: 422, title: 'The request has faults' },
  no_thumbnail: { status: 422, title: 'There is no thumbnail of this file' },
  idempotency_key_reused: { status: 422, title: 'The key was used for another request' },
  rate_limited: { status: 429, title: 'Too many requests' },
  too_many_streams: { status: 429, title: 'Too many event streams are open' },
  header_too_large: { status: 431, title: 'The headers are too large' },
  internal: { status: 500, title: 'Something went wrong here' },
  overloaded: { status: 503, title: 'The service is overloaded' },
  dependency_unavailable: { status: 503, title: 'A dependency is down' },
  storage_full: { status: 507, title: 'The storage is full' },
} as const satisfies Record<string, { status: number; title: string }>
export type ProblemCode = keyof typeof PROBLEMS

type Extras = {
  readonly faults?: readonly Fault[]
  readonly headers?: Readonly<Record<string, string>>
  /** More members of the problem document. */
  readonly members?: Readonly<Record<string, unknown>>
  readonly cause?: unknown
}

/** Something to tell the caller. The message is shown as it is: no secret, no path, no foreign text belongs in it. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem'
  readonly code: ProblemCode
  readonly extras: Extras

  constructor(code: ProblemCode, detail: string, extras: Extras = {}) {
    super(detail, { cause: extras.cause })
    this.code = code
    this.extras = extras
  }
}

/** All faults of a request at once; `count` of them there are when not all are given. */
export function invalidInput(
  faults: readonly Fault[],
  { count = faults.length, members = {} }: { readonly count?: number; readonly members?: Extras['members'] } = {},
): ApiProblem {
  const told = faults.slice(0, FAULTS_TOLD)
  const more = count - told.length
  const [first] = faults
  const detail =
    count === 1 && first !== undefined
      ? `${first.message}${first.path === '' ? '' : ` (${first.path})`}`
      : `The request has ${count} faults${more > 0 ? `; ${more} more than the ${FAULTS_TOLD} listed` : ''}`
  return new ApiProblem('invalid_input', detail, { faults: told, members })
}

export const notFound = (what: string): ApiProblem => new ApiProblem('not_found', `There is no such ${what}`)
