import { fetch } from 'undici'
import { refuse } from '../errors.ts'

const FETCH_TIMEOUT_MS = 120_000

/**
 * Opens a URL that was given in place of a file. Any address is fetched, private ones too: the sandbox belongs to the
 * developer who runs it. @throws NemoRefusal 422 when it does not answer with a body
 */
export async function fetchMedia(url: string): Promise<{ filename: string; body: AsyncIterable<Uint8Array> }> {
  const response = await fetch(url, { redirect: 'follow', signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) }).catch(
    (error: unknown) => {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : 'no answer'
      throw refuse.unreachable(url, cause)
    },
  )
  if (!response.ok || response.body === null) {
    await response.body?.cancel()
    throw refuse.unreachable(url, `HTTP ${response.status}`)
  }
  return { filename: nameOf(url), body: response.body }
}

function nameOf(url: string): string {
  const last = new URL(url).pathname.split('/').at(-1) ?? ''
  try {
    return decodeURIComponent(last) || 'file'
  } catch {
    return last || 'file'
  }
}
