import secureJson from 'secure-json-parse'
import { JSON_DEPTH, JSON_VALUES } from '../limits.ts'
import { BACKSLASH, CLOSE_BRACE, CLOSE_BRACKET, COMMA, OPEN_BRACE, OPEN_BRACKET, QUOTE } from './json-signs.ts'

export type ParsedJson = { readonly value: unknown } | { readonly problem: string }

/**
 * Reads a bounded piece of JSON. What would take much more memory than its text is refused before it is read: deep
 * nesting, and very many small values. So are keys that change prototypes.
 */
export function parseJson(text: string): ParsedJson {
  const { depth, values } = measure(text)
  if (depth > JSON_DEPTH) return { problem: `is nested deeper than ${JSON_DEPTH} levels` }
  if (values > JSON_VALUES) return { problem: `holds more than ${JSON_VALUES} values` }
  try {
    return { value: secureJson.parse(text, { protoAction: 'error', constructorAction: 'error' }) }
  } catch {
    return { problem: 'cannot be read as JSON' }
  }
}

/** Counts brackets, commas and colons outside of strings; right for JSON, harmless for anything else. */
function measure(text: string): { readonly depth: number; readonly values: number } {
  let depth = 0
  let deepest = 0
  let values = 1
  for (let index = 0; index < text.length; index++) {
    switch (text.charCodeAt(index)) {
      case QUOTE:
        index = endOfString(text, index)
        break
      case OPEN_BRACKET:
      case OPEN_BRACE:
        depth++
        values++
        deepest = Math.max(deepest, depth)
        break
      case CLOSE_BRACKET:
      case CLOSE_BRACE:
        depth--
        break
      case COMMA:
        values++
        break
    }
  }
  return { depth: deepest, values }
}

/** @returns the place of the closing quote; the end of the text when there is none */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1)
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1)
  return end === -1 ? text.length : end
}

function isEscaped(text: string, quote: number): boolean {
  let backslashes = 0
  while (text.charCodeAt(quote - 1 - backslashes) === BACKSLASH) backslashes++
  return backslashes % 2 === 1
}
