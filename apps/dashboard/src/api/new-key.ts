/** Under which something is made once, however often it is asked for; also where the browser has no `randomUUID`. */
export const newKey = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')

/** The same key for the same request, so that one whose answer was lost can be sent again; another for another. */
export function keysByRequest(): (request: unknown) => string {
  let last: { readonly text: string; readonly key: string } | null = null
  return (request) => {
    const text = JSON.stringify(request)
    if (last?.text !== text) last = { text, key: newKey() }
    return last.key
  }
}
