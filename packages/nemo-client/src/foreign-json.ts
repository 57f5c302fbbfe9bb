import { sanitizeText } from '@nemo-batch/domain'

declare global {
  /** JSON source text access (ES2026), which Node 24 has and TypeScript's library does not know yet. */
  interface JSON {
    rawJSON(text: string): object
    isRawJSON(value: unknown): boolean
    parse(text: string, reviver: (key: string, value: unknown, context?: { source?: string }) => unknown): unknown
  }
}

export type JsonRecord = { readonly [key: string]: unknown }

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Deeper nesting than this comes from no honest server and would overflow the stack of whatever walks it. */
const DEEPEST = 200

/**
 * Parses JSON of a foreign server; `undefined` when it is not JSON or nested absurdly deep.
 *
 * Integers beyond 2^53 keep their exact digits (as raw JSON), because a draft must go to the renderer as it came and
 * editors like to use such numbers as ids.
 */
export function parseForeignJson(text: string): unknown {
  if (nestsTooDeep(text)) return undefined
  try {
    return /\d{16}/.test(text) ? JSON.parse(text, keepLongInteger) : JSON.parse(text)
  } catch {
    return undefined
  }
}

function keepLongInteger(_key: string, value: unknown, context?: { source?: string }): unknown {
  const isLossy = typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)
  return isLossy && context?.source ? JSON.rawJSON(context.source) : value
}

function nestsTooDeep(text: string): boolean {
  let depth = 0
  let isInString = false
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (isInString) {
      if (unit === BACKSLASH) index++
      else if (unit === QUOTE) isInString = false
    } else if (unit === QUOTE) isInString = true
    else if (unit === OPEN_BRACE || unit === OPEN_BRACKET) {
      if (++depth > DEEPEST) return true
    } else if (unit === CLOSE_BRACE || unit === CLOSE_BRACKET) depth--
  }
  return false
}
const QUOTE = 34
const BACKSLASH = 92
const OPEN_BRACE = 123
const CLOSE_BRACE = 125
const OPEN_BRACKET = 91
const CLOSE_BRACKET = 93

/** The first of these fields that is there at all. Names differ between NEMO's dialects, meanings do not. */
export function pick(record: JsonRecord, ...names: string[]): unknown {
  for (const name of names) {
    const value = Object.hasOwn(record, name) ? record[name] : undefined
    if (value !== undefined && value !== null) return value
  }
  return undefined
}

/** The first of these fields that holds text, cleaned and cut; null when none does. */
export function pickText(record: JsonRecord, maxLength: number, ...names: string[]): string | null {
  for (const name of names) {
    const value = Object.hasOwn(record, name) ? record[name] : undefined
    if (typeof value === 'string' && value.trim() !== '') return sanitizeText(value, maxLength)
  }
  return null
}

/** A finite number, also when it came as text. */
export function toNumber(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value !== 'string' || value.trim() === '' || value.length > 40) return null
  const number = Number(value)
  return Number.isFinite(number) ? number : null
}

/** A copy small enough to keep: at most `maxNodes` values, strings cut at 2,000 characters, 12 levels. */
export function boundJson(value: unknown, maxNodes = 2_000): unknown {
  let left = maxNodes
  const copy = (item: unknown, depth: number): unknown => {
    if (left-- <= 0) return null
    if (typeof item === 'string') return sanitizeText(item, 2_000)
    if (typeof item === 'number') return Number.isFinite(item) ? item : null
    if (typeof item === 'boolean') return item
    if (depth >= 12 || typeof item !== 'object' || item === null) return null
    if (JSON.isRawJSON(item)) return JSON.stringify(item)
    if (Array.isArray(item)) return item.slice(0, Math.max(left, 0)).map((entry) => copy(entry, depth + 1))
    const entries = Object.entries(item).slice(0, Math.max(left, 0))
    return Object.fromEntries(entries.map(([key, entry]) => [sanitizeText(key, 200), copy(entry, depth + 1)]))
  }
  return copy(value, 0)
}
