import type { Readable } from 'node:stream'
import { sanitizeText } from '@nemo-batch/domain'

/** It is only for the log, so nobody waits for it long. */
const ANSWER_BODY_TIMEOUT_MS = 2_000

/**
 * The beginning of a body, at most `maxBytes`, as text that can be stored. What has not come within 2 s, or broke off, is
 * simply not there. A body that was not read to its end is destroyed.
 */
export async function readAnswerBody(body: Readable, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = []
  const timer = setTimeout(() => body.destroy(), ANSWER_BODY_TIMEOUT_MS)
  let sizeBytes = 0
  try {
    for await (const chunk of body) {
      chunks.push(chunk)
      sizeBytes += chunk.length
      if (sizeBytes > maxBytes) break
    }
  } catch {
    // what came before counts
  } finally {
    clearTimeout(timer)
  }
  // `stream`: a character that the limit cut in two is left out.
  const text = new TextDecoder().decode(Buffer.concat(chunks).subarray(0, maxBytes), { stream: true })
  return sanitizeText(text, maxBytes)
}
