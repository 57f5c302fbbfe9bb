import type { Frame } from './frames.ts'
import { has, type Token } from './lexicon.ts'

/** English words; Chinese takes about two characters for each. */
const MOST_STRANGERS = 2
/** A question begins with its word, or after one that calls or greets. */
const BEGINNING = 2

/** Whether a clause, without its "not", is a request of this frame. */
export function fits({ needs, beside, end, strangers }: Frame, tokens: readonly Token[]): boolean {
  const missing = new Set(needs)
  const allowed = [...needs.flat(), ...beside]
  let mayBeStrange = strangers === 'inQuestion' && isQuestion(tokens)
  let isInEnd = false
  let strange = 0
  for (const token of tokens) {
    for (const need of missing) if (has(token, ...need)) missing.delete(need)
    if (missing.size === 0) {
      isInEnd ||= end !== undefined && has(token, end)
      if (strangers === 'afterwards')
        mayBeStrange = !has(token, 'manner') && (mayBeStrange || has(token, ...needs.flat()))
    }
    if (has(token, ...allowed)) continue
    if (has(token, 'edit', 'change', 'make', 'element', 'content')) return false
    if (isInEnd) continue
    strange += isChinese(token) ? token.text.length / 2 : 1
    if (!mayBeStrange || strange > MOST_STRANGERS) return false
  }
  return missing.size === 0
}

const isChinese = ({ text }: Token): boolean => /\p{Script=Han}/u.test(text)

function isQuestion(tokens: readonly Token[]): boolean {
  return tokens.some((token, index) => has(token, 'question') && (index < BEGINNING || isChinese(token)))
}
