import { z } from 'zod'

const MAX_DAYS_AHEAD = 366
const DAY_MS = 86_400_000
/** With any number of digits behind the second; nobody needs more. */
const MAX_CHARS = 40

/** When something shall begin, with its offset; a time that has passed means at once. At most a year ahead. */
export const scheduledAtSchema = z.iso
  .datetime({ offset: true, error: 'Must be a time such as "2027-03-01T08:00:00+01:00"' })
  .max(MAX_CHARS)
  .refine((time) => new Date(time).getTime() <= Date.now() + MAX_DAYS_AHEAD * DAY_MS, {
    message: 'At most a year ahead',
    params: { code: 'too_far_ahead' },
  })
  .describe('RFC 3339, at most a year ahead; nothing is begun before. A time that has passed means at once')
