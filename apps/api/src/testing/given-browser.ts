import { type Session, sessionSchema } from '@nemo-batch/contracts'
import type { RunningApi } from './running-api.ts'

/** Somebody who is signed in, as a page of the dashboard. */
export type GivenBrowser = {
  readonly session: Session
  readonly token: string
  /** With the cookie and, for what changes something, the CSRF token; headers may say otherwise. */
  call(path: string, init?: RequestInit): Promise<Response>
}

export const signIn = (api: RunningApi, key: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(new URL('/v1/session', api.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ key }),
  })

/** The cookie as it was set: its value, and its attributes in lower case. */
export function readCookie(answer: Response): { readonly value: string; readonly attributes: readonly string[] } {
  const [pair = '', ...attributes] = (answer.headers.get('set-cookie') ?? '').split(/; */)
  return {
    value: pair.replace(/^nemo_batch_session=/, ''),
    attributes: attributes.map((attribute) => attribute.toLowerCase()),
  }
}

export async function givenBrowser(api: RunningApi, key: string): Promise<GivenBrowser> {
  const answer = await signIn(api, key)
  if (answer.status !== 201) throw new Error(`signing in answered ${answer.status}: ${await answer.text()}`)
  const { value: token } = readCookie(answer)
  const session = sessionSchema.parse(await answer.json())
  const call: GivenBrowser['call'] = (path, init = {}) =>
    fetch(new URL(path, api.url), {
      redirect: 'manual',
      ...init,
      headers: {
        cookie: `nemo_batch_session=${token}`,
        ...(init.method === undefined || init.method === 'GET' ? {} : { 'x-csrf-token': session.csrf_token }),
        ...init.headers,
      },
    })
  return { session, token, call }
}
