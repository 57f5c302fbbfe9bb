/** More of a message than tells what it is about. */
const MAX_CHARS = 500

const QUOTED = ['""', '``', '“”', '‘’', '«»', '「」', '『』'].map(
  ([open, close]) => `${open}[^${open}${close}]*${close}`,
)

/** In this order: what is within an address or a quotation belongs to it. */
const VARIABLE = new RegExp(
  [
    // without what ends the sentence
    '\\b[a-z][a-z0-9+.-]*://[^\\s"\'<>`]*[^\\s"\'<>`.,;:!?)\\]}]',
    ...QUOTED,
    // no apostrophe
    "(?<![\\p{L}\\p{N}])'[^']*'(?![\\p{L}\\p{N}])",
    '[\\w.+-]+@[\\w-]+(?:\\.[\\w-]+)+',
    // numbers with what they are glued to: 15s, 10.0.0.1, 2026-11-21T09:30, 3f9a…
    '(?<![\\p{L}\\p{N}_])\\p{N}[\\p{L}\\p{N}_%]*(?:[.,:/×-]\\p{N}[\\p{L}\\p{N}_%]*)*',
    // ids and file names: SKU-1042, job_01kc0…, ses_7f3a, IMG_0042.jpg; not MP4
    '(?<![\\p{L}\\p{N}_])(?=[\\p{L}_-]*\\p{N})(?:[\\p{L}\\p{N}]+[_-][\\p{L}\\p{N}_-]*|[\\p{L}\\p{N}]{8,})(?:\\.[\\p{L}\\p{N}]+)*',
  ].join('|'),
  'giu',
)

/**
 * A message with `…` for what differs from one occurrence to the next: addresses, quoted names, ids, file names and
 * numbers; so that the same failure reads the same each time.
 */
export const errorPattern = (message: string): string =>
  message
    .slice(0, MAX_CHARS)
    .replaceAll(VARIABLE, (found) => (/^[\p{L}\p{N}_]/u.test(found) ? '…' : `${found.at(0)}…${found.at(-1)}`))
    .replaceAll(/\s+/gu, ' ')
    .trim()
