import { z } from 'zod'

const NUL = String.fromCharCode(0)

/** Text from outside: bounded, and storable as it is (no NUL, no half of a surrogate pair). */
export const text = (minLength: number, maxLength: number) =>
  z
    .string()
    .min(minLength)
    .max(maxLength)
    .refine((value) => !value.includes(NUL), {
      message: 'Must not contain the NUL character',
      params: { code: 'nul_character' },
    })
    .refine((value) => value.isWellFormed(), {
      message: 'Must be well-formed Unicode: it holds half of a surrogate pair',
      params: { code: 'invalid_text' },
    })

/** Text that says something: not only white space. */
export const meaningfulText = (maxLength: number) =>
  text(1, maxLength).refine((value) => value === '' || value.trim() !== '', {
    message: 'Must not be blank',
    params: { code: 'blank_text' },
  })

/** Of what people name. */
export const NAME_CHARS = 200

export const timestamp = z.iso.datetime().describe('RFC 3339, UTC')

const ID_TAIL = '[0-9a-z]{26}'
const idOf = <Prefix extends string>(prefix: Prefix) => z.string().regex(new RegExp(`^${prefix}_${ID_TAIL}$`))

export const batchId = idOf('batch')
export const jobId = idOf('job')
export const fileId = idOf('file')
export const eventId = idOf('evt')

export const endpointId = idOf('whe')
export const deliveryId = idOf('whd')

export type ResourceKind = 'batch' | 'job' | 'file' | 'evt' | 'acct' | 'proj' | 'key' | 'aud' | 'whe' | 'whd'
const ID_PATTERNS: Readonly<Record<ResourceKind, RegExp>> = {
  batch: new RegExp(`^batch_${ID_TAIL}$`),
  job: new RegExp(`^job_${ID_TAIL}$`),
  file: new RegExp(`^file_${ID_TAIL}$`),
  evt: new RegExp(`^evt_${ID_TAIL}$`),
  acct: new RegExp(`^acct_${ID_TAIL}$`),
  // the first project has a name of its own
  proj: new RegExp(`^proj_(default|${ID_TAIL})$`),
  key: new RegExp(`^key_${ID_TAIL}$`),
  aud: new RegExp(`^aud_${ID_TAIL}$`),
  whe: new RegExp(`^whe_${ID_TAIL}$`),
  whd: new RegExp(`^whd_${ID_TAIL}$`),
}

/** Whether a text can be the id of such a thing at all; one that cannot is simply not found. */
export const isIdOf = (kind: ResourceKind, value: string): boolean => ID_PATTERNS[kind].test(value)
