import { createHash } from 'node:crypto'
import { parseForeignJson } from '../foreign-json.ts'

/**
 * Tells whether two reads hold the same draft: sha256 over the draft with its keys sorted, the same for an object and for
 * its JSON text. `empty` when there is no draft (null, empty text or an empty object).
 */
export function fingerprint(rawDraft: unknown): string {
  const parsed = typeof rawDraft === 'string' ? parseForeignJson(rawDraft) : rawDraft
  const draft = parsed === undefined && typeof rawDraft === 'string' ? rawDraft.trim() : (parsed ?? null)
  const isEmpty = draft === null || draft === '' || (typeof draft === 'object' && Object.keys(draft).length === 0)
  return isEmpty ? 'empty' : fingerprintOf(draft)
}

/** sha256 in hex over a JSON value whose keys are sorted first. */
export function fingerprintOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex')
}

/** `JSON.stringify` with sorted keys. Depth is limited where foreign JSON is parsed. */
function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null || JSON.isRawJSON(value)) return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  const entries = Object.entries(value).filter(([, item]) => item !== undefined)
  entries.sort(([left], [right]) => (left < right ? -1 : 1))
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`
}
