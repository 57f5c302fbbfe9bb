import { z } from 'zod'
import type { Fault } from './fault.ts'
import { faultAt } from './fault.ts'

const DAY_MS = 86_400_000
export const DEFAULT_SPAN_MS = DAY_MS
export const MIN_SPAN_MS = 60_000
export const MAX_SPAN_MS = 90 * DAY_MS

const moment = z.iso
  .datetime({
    offset: true,
    error: ({ code }) => (code === 'invalid_format' ? 'Must be a time such as "2027-03-01T08:00:00+01:00"' : undefined),
  })
  .max(40)

/** `from` and `to` of a query; what is left out follows from the other, or from now. */
export const spanQuery = {
  from: moment.optional().describe('in it; a day before `to` when left out'),
  to: moment.optional().describe('not in it; now when left out'),
}
/** Of a body that names a span: both ends, so that what is meant does not move. */
export const spanBody = { from: moment, to: moment }

export type TimeSpan = { readonly from: Date; readonly to: Date }

/** The span that is meant, or what is wrong with it. */
export function readSpan(
  asked: { readonly from?: string | undefined; readonly to?: string | undefined },
  now: Date,
): TimeSpan | Fault {
  const to = asked.to === undefined ? now : new Date(asked.to)
  const from = asked.from === undefined ? new Date(to.getTime() - DEFAULT_SPAN_MS) : new Date(asked.from)
  const lengthMs = to.getTime() - from.getTime()
  const at = asked.from === undefined ? ['to'] : ['from']
  if (!(from.getTime() >= 0 && to.getTime() <= now.getTime() + 366 * DAY_MS))
    return faultAt(
      from.getTime() >= 0 ? ['to'] : at,
      'out_of_range',
      'Must be a time since 1970 and not far in the future',
    )
  if (lengthMs < MIN_SPAN_MS)
    return faultAt(at, 'out_of_range', 'The span must be a minute at least, from `from` to `to`')
  return lengthMs > MAX_SPAN_MS ? faultAt(at, 'out_of_range', 'The span must be 90 days at most') : { from, to }
}
