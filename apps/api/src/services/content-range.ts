import type { IncomingHttpHeaders } from 'node:http'

/** Both ends included. */
export type ContentRange = { readonly start: number; readonly end: number }

/**
 * The range that a request asks for (RFC 9110, 14): null for the whole file, which is also the answer to several
 * ranges at once, to a unit that we do not know, and when `If-Range` names another version.
 */
export function rangeOf(
  headers: IncomingHttpHeaders,
  file: { readonly etag: string; readonly sizeBytes: number },
): ContentRange | 'unsatisfiable' | null {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(headers.range?.trim() ?? '')
  const [, first = '', last = ''] = match ?? []
  if (match === null || (first === '' && last === '')) return null
  if (headers['if-range'] !== undefined && headers['if-range'] !== file.etag) return null
  const lastByte = file.sizeBytes - 1
  if (first === '') {
    const length = Number(last)
    return length === 0 ? 'unsatisfiable' : { start: Math.max(0, file.sizeBytes - length), end: lastByte }
  }
  const start = Number(first)
  const end = last === '' ? lastByte : Math.min(Number(last), lastByte)
  if (last !== '' && Number(last) < start) return null
  return start > lastByte ? 'unsatisfiable' : { start, end }
}

/** `Content-Disposition` for any name (RFC 6266). */
export function attachment(filename: string): string {
  const ascii = filename.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_')
  const encoded = encodeURIComponent(filename).replaceAll(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`
}
