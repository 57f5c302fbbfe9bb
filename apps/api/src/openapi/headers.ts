import { IDEMPOTENCY_KEY_CHARS } from '../limits.ts'
import type { Header, Parameter, Reference } from './description.ts'
import type { RouteKind } from './route-kind.ts'

const text = { type: 'string' }
const seconds = { type: 'integer', minimum: 0 }

/** Headers of answers, by their names. */
export const HEADERS = {
  'X-Request-Id': { description: 'Names the request; the log and the events carry it', required: true, schema: text },
  Location: { description: 'Where the new thing is found', schema: text },
  'Idempotency-Replayed': {
    description: '`true`: nothing was done again; this is what was answered the first time',
    schema: { type: 'string', const: 'true' },
  },
  'Retry-After': { description: 'Ask again after so many seconds', required: true, schema: seconds },
  'WWW-Authenticate': { description: 'How to send a key', required: true, schema: text },
  'RateLimit-Limit': { description: 'Requests that the key may make in a window', schema: seconds },
  'RateLimit-Remaining': { description: 'Requests left in this window', schema: seconds },
  'RateLimit-Reset': { description: 'Seconds until the next window', schema: seconds },
  ETag: { description: 'The SHA-256 of the file', required: true, schema: text },
  'Accept-Ranges': { description: '`bytes`', required: true, schema: text },
  'Content-Disposition': { description: 'The name of the file', required: true, schema: text },
  'Content-Range': { description: 'Which bytes these are, and of how many', required: true, schema: text },
} as const satisfies Record<string, Header>
export type HeaderName = keyof typeof HEADERS

const RATE_LIMIT = ['RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset'] as const
const FILE = ['ETag', 'Accept-Ranges', 'Content-Disposition'] as const

/** What answers of a status always have, and what they have by the kind of their route. */
export function headersOf(status: number, kind?: RouteKind): Record<string, Reference | Header> {
  const names: HeaderName[] = ['X-Request-Id']
  if (status === 401) names.push('WWW-Authenticate')
  if (status === 429 || status === 503) names.push('Retry-After')
  if (status === 416 || status === 206) names.push('Content-Range')
  if (kind === undefined || kind.scope !== null) names.push(...RATE_LIMIT)
  if (kind?.isCreating && status < 300) names.push('Location')
  if (kind?.isOnce && status < 300) names.push('Idempotency-Replayed')
  if (status === 302) names.push('Location')
  if (kind?.servesFile && status < 400) names.push(...FILE)
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]))
}

/** Headers that requests may have. */
export const PARAMETERS = {
  IdempotencyKey: {
    in: 'header',
    name: 'Idempotency-Key',
    description: 'Any text of your own: for 24 hours the same request under the same key is carried out once',
    schema: { type: 'string', minLength: 1, maxLength: IDEMPOTENCY_KEY_CHARS, pattern: '^[\\x21-\\x7e]+$' },
  },
  LastEventId: {
    in: 'header',
    name: 'Last-Event-ID',
    description: 'The `id` of the last event that was seen: the stream goes on behind it',
    schema: { type: 'string' },
  },
  Range: { in: 'header', name: 'Range', description: 'Part of the file, as in `bytes=0-1023`', schema: text },
  IfRange: { in: 'header', name: 'If-Range', description: 'The part only if this is still the `ETag`', schema: text },
  IfNoneMatch: { in: 'header', name: 'If-None-Match', description: 'Nothing if this is the `ETag`', schema: text },
} as const satisfies Record<string, Parameter>

export function headerParameters(kind: RouteKind): Reference[] {
  const names: (keyof typeof PARAMETERS)[] = []
  if (kind.isOnce) names.push('IdempotencyKey')
  if (kind.resumes) names.push('LastEventId')
  if (kind.servesFile) names.push('Range', 'IfRange', 'IfNoneMatch')
  return names.map((name) => ({ $ref: `#/components/parameters/${name}` }))
}
