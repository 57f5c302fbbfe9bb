const MAX_CHARS = 255
const MAX_EXTENSION_CHARS = 16
/** Controls, and the marks and overrides that make a name read differently from what it is (`\p{Cf}` holds bidi). */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

/**
 * The name a client gave, as data to show: its last path part, without control, bidi or other invisible characters,
 * at most 255 UTF-16 units with the extension kept, and never empty.
 */
export function sanitizeFilename(name: string): string {
  const lastPart = name.split(/[/\\]/).at(-1) ?? ''
  const clean = lastPart.toWellFormed().replace(UNSEEN, '').normalize('NFC').trim()
  if (clean === '' || /^\.+$/.test(clean)) return 'file'
  if (clean.length <= MAX_CHARS) return clean
  const dot = clean.lastIndexOf('.')
  const extension = dot > 0 && clean.length - dot <= MAX_EXTENSION_CHARS ? clean.slice(dot) : ''
  // A cut may split a surrogate pair; the half that is left goes too.
  const stem = clean.slice(0, MAX_CHARS - extension.length).replace(/[\uD800-\uDBFF]$/, '')
  return `${stem}${extension}`
}
