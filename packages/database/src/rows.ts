import { sanitizeJson, sanitizeText } from '@nemo-batch/domain'
import type { Row } from './connection.ts'

const camelNames = new Map<string, string>()
const toCamel = (column: string): string => {
  const known = camelNames.get(column)
  if (known !== undefined) return known
  const name = column.replaceAll(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase())
  camelNames.set(column, name)
  return name
}

/** A row with its column names in camel case. The caller names the type that its SELECT promises. */
export const fromRow = <T>(row: Row): T =>
  Object.fromEntries(Object.entries(row).map(([column, value]) => [toCamel(column), value])) as T

const toColumn = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/**
 * `a = $n, b = $n+1` for the fields that a patch names; column names come from our own types, never from outside.
 * Objects and arrays are stored as JSON. Text that Postgres cannot hold is cleaned here, on its last way in: one NUL from
 * outside would otherwise make the write fail each time.
 */
export function assignments(patch: object, firstParameter: number): { sql: string; values: unknown[] } {
  const entries = Object.entries(patch).filter(([, value]) => value !== undefined)
  return {
    sql: entries.map(([name], index) => `${toColumn(name)} = $${firstParameter + index}`).join(', '),
    values: entries.map(([, value]) => storable(value)),
  }
}

/** Longer than anything that we keep on purpose, drafts included. */
const MAX_TEXT_CHARS = 32 * 1024 * 1024

function storable(value: unknown): unknown {
  if (typeof value === 'string') return sanitizeText(value, MAX_TEXT_CHARS)
  return value !== null && typeof value === 'object' && !(value instanceof Date)
    ? JSON.stringify(sanitizeJson(value))
    : value
}
