import type { SendRequest } from '../settings.ts'

/** As much of it as is used here: what imports these sources may have no types of browsers. */
type Xhr = {
  readonly status: number
  readonly responseText: string
  readonly upload: { onprogress: ((event: { readonly loaded: number; readonly total: number }) => void) | null }
  onload: (() => void) | null
  onerror: (() => void) | null
  onabort: (() => void) | null
  open(method: string, url: string): void
  setRequestHeader(name: string, value: string): void
  getAllResponseHeaders(): string
  send(body: FormData | null): void
  abort(): void
}

const xhrClass = (): (new () => Xhr) | undefined => (globalThis as { XMLHttpRequest?: new () => Xhr }).XMLHttpRequest

/** Browsers tell how far a request body has come in no other way. */
export const hasXhr = (): boolean => xhrClass() !== undefined

/**
 * Like fetch, for a body that is a form.
 * @param onSent bytes of the whole form that were sent, of all of them
 */
export const sendWithXhr =
  (onSent: (sentBytes: number, totalBytes: number) => void): SendRequest =>
  (url, { method = 'POST', headers, body, signal }) =>
    new Promise((resolve, reject) => {
      const Class = xhrClass()
      if (Class === undefined) throw new TypeError('there is no XMLHttpRequest')
      signal?.throwIfAborted()
      const xhr = new Class()
      xhr.open(method, url)
      for (const [name, value] of new Headers(headers)) xhr.setRequestHeader(name, value)
      xhr.upload.onprogress = ({ loaded, total }) => onSent(loaded, total)
      xhr.onload = () => resolve(responseOf(xhr))
      xhr.onerror = () => reject(new TypeError('the request failed'))
      xhr.onabort = () => reject(signal?.reason ?? new TypeError('the request was aborted'))
      signal?.addEventListener('abort', () => xhr.abort(), { once: true })
      xhr.send(body instanceof FormData ? body : null)
    })

function responseOf(xhr: Xhr): Response {
  const headers = new Headers()
  for (const line of xhr.getAllResponseHeaders().split('\r\n')) {
    const colon = line.indexOf(':')
    if (colon > 0) headers.append(line.slice(0, colon), line.slice(colon + 1).trim())
  }
  const isEmpty = [204, 205, 304].includes(xhr.status)
  return new Response(isEmpty ? null : xhr.responseText, { status: xhr.status, headers })
}
