import { randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'

const PREFIX = 'nb_'
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
/** 256 bits, and the 32 of the checksum, in digits of base 62. */
const RANDOM_DIGITS = 43
const CHECKSUM_DIGITS = 6
const FORM = new RegExp(`^${PREFIX}[${DIGITS}]{${RANDOM_DIGITS + CHECKSUM_DIGITS}}$`)

/** How much of a key is shown, for people to tell it from others. */
export const API_KEY_PREFIX_CHARS = PREFIX.length + 8

/**
 * `nb_`, 256 random bits and their checksum, in letters and digits: a double click takes the whole, scanners of source
 * code know it for what it is, and a typo is found without a look at any table.
 */
export function newApiKey(): string {
  const body = PREFIX + inBase62(BigInt(`0x${randomBytes(32).toString('hex')}`), RANDOM_DIGITS)
  return body + checksum(body)
}

/** Whether a text can be one of our keys at all. */
export const isApiKeyForm = (text: string): boolean =>
  FORM.test(text) && checksum(text.slice(0, -CHECKSUM_DIGITS)) === text.slice(-CHECKSUM_DIGITS)

const checksum = (body: string): string => inBase62(BigInt(crc32(body)), CHECKSUM_DIGITS)

function inBase62(value: bigint, length: number): string {
  let rest = value
  let digits = ''
  for (; digits.length < length; rest /= 62n) digits = DIGITS.charAt(Number(rest % 62n)) + digits
  return digits
}
