const NUL = String.fromCharCode(0)

/** Makes text that Postgres can store: no NUL, no lone surrogate, at most `maxLength` UTF-16 units. */
export function sanitizeText(text: string, maxLength = 20_000): string {
  const storable = text.replaceAll(NUL, '').toWellFormed()
  return storable.length <= maxLength
    ? storable
    : `${storable
        .slice(0, maxLength - 1)
        .toWellFormed()
        .replace(/\uFFFD$/, '')}…`
}

/** The same for every string inside a JSON value; what JSON cannot hold becomes null. */
export function sanitizeJson(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return sanitizeText(value)
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (value === null || typeof value === 'boolean') return value
  if (depth >= 64 || typeof value !== 'object') return null
  if (Array.isArray(value)) return value.map((item) => sanitizeJson(item, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [sanitizeText(key, 500), sanitizeJson(item, depth + 1)]),
  )
}
