import { present, readChoice } from '../search-params.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** How far back figures go, until now. */
export const SPANS_MS = { '1h': HOUR_MS, '24h': DAY_MS, '7d': 7 * DAY_MS, '30d': 30 * DAY_MS } as const
export type Span = keyof typeof SPANS_MS
export const SPANS = Object.keys(SPANS_MS) as readonly Span[]
/** It is not written into addresses. */
export const DEFAULT_SPAN: Span = '24h'

/** Of an address that anybody may have written. */
export const spanSearch = (given: Record<string, unknown>) =>
  present({
    span: readChoice(
      given.span,
      SPANS.filter((span) => span !== DEFAULT_SPAN),
    ),
  })
export type SpanSearch = ReturnType<typeof spanSearch>

/** @returns when the span began, RFC 3339 */
export const beginOf = (span: Span, nowMs: number): string => new Date(nowMs - SPANS_MS[span]).toISOString()

/** As it stands in an address. */
export const inAddress = (span: Span): SpanSearch => (span === DEFAULT_SPAN ? {} : { span })
