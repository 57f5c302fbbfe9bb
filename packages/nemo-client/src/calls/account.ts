import { anonymousTokenAnswer, creditsAnswer, parseAnswer } from '../answers.ts'
import { retrySafeRead } from '../retry-safe-read.ts'
import { callJson, fieldsOf, type Transport } from '../transport.ts'

/** `userId` is null when NEMO did not say it; the token is good all the same. */
export type AnonymousToken = {
  readonly token: string
  readonly userId: string | null
  readonly credits: number
  readonly expiresAt: Date
}

/** `frozen` is held by work in progress. */
export type Credits = { readonly available: number; readonly frozen: number; readonly total: number }

const TOKEN_LIFE_MS = 7 * 24 * 3_600_000

/** Asks for the account of this client id: 100 credits, once per id and 7 days. Throws `rate_limited` before that. */
export async function anonymousToken(
  transport: Transport,
  { clientId, signal }: { readonly clientId: string; readonly signal?: AbortSignal | undefined },
): Promise<AnonymousToken> {
  const call = 'anonymousToken'
  const headers = { 'x-client-id': clientId.replace(/[^\x21-\x7e]/g, '') }
  const request = { call, lane: 'short', method: 'POST', path: '/api/auth/anonymous-token', headers } as const
  const answer = parseAnswer(anonymousTokenAnswer, call, fieldsOf(await callJson(transport, request, { signal })))
  return {
    token: answer.token,
    userId: answer.user_id,
    credits: answer.credits,
    expiresAt: answer.expires_at ?? new Date(Date.now() + TOKEN_LIFE_MS),
  }
}

/** Reads the balance. Safe to repeat, and repeated here when the connection fails. */
export async function credits(
  transport: Transport,
  { token, signal }: { readonly token: string; readonly signal?: AbortSignal | undefined },
): Promise<Credits> {
  const call = 'credits'
  const request = { call, lane: 'short', method: 'GET', path: '/api/credits/balance/simple', token } as const
  const json = await retrySafeRead(() => callJson(transport, request, { signal }), signal)
  const { available, frozen, total } = parseAnswer(creditsAnswer, call, fieldsOf(json))
  return { available, frozen, total: total ?? available + frozen }
}
