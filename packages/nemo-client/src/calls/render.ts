import { sanitizeText } from '@nemo-batch/domain'
import { urlOrNull } from '../answers.ts'
import { readMessage } from '../classify-answer.ts'
import { NemoError, safeExcerpt } from '../errors.ts'
import { isRecord, type JsonRecord, pick, pickText, toNumber } from '../foreign-json.ts'
import { retrySafeRead } from '../retry-safe-read.ts'
import { callJson, fieldsOf, pathSegment, type Transport } from '../transport.ts'

/** `unknown` is a word that NEMO's documents do not hold: still working, until the caller's deadline. */
export type RenderState = 'pending' | 'processing' | 'completed' | 'failed' | 'unknown'

/** `progress` is 0 to 100. `outputUrl` may be null on a completed render: then `downloadRender` fetches it. */
export type RenderStatus = {
  readonly id: string
  readonly status: RenderState
  readonly progress: number
  readonly outputUrl: string | null
  readonly error: string | null
}

export type RenderOutput = { readonly format: string; readonly quality: string }

type RenderTarget = { readonly token: string; readonly renderId: string; readonly signal?: AbortSignal | undefined }

/**
 * Starts a render under an id of the caller's making, to be stored before this call: it is the only handle. `draft` is
 * a state's `rawDraft`, sent exactly as it came. After an error with `accepted: 'unknown'`, poll the id first.
 */
export async function submitRender(
  transport: Transport,
  {
    token,
    renderId,
    sessionId,
    draft,
    output,
    signal,
  }: RenderTarget & { readonly sessionId: string; readonly draft: unknown; readonly output: RenderOutput },
): Promise<RenderStatus> {
  const call = 'submitRender'
  const body = JSON.stringify({ id: renderId, sessionId, draft, output })
  const headers = { 'content-type': 'application/json' }
  const request = {
    call,
    lane: 'short',
    method: 'POST',
    path: '/api/render/proxy/lambda',
    token,
    headers,
    body,
  } as const
  return readStatus(call, renderId, await callJson(transport, request, { signal }))
}

/** Reads how far a render is. Throws `render_not_found` for an id that NEMO does not know. Safe to repeat. */
export async function pollRender(
  transport: Transport,
  { token, renderId, signal }: RenderTarget,
): Promise<RenderStatus> {
  const call = 'pollRender'
  const path = `/api/render/proxy/lambda/${pathSegment(call, renderId)}`
  const request = { call, lane: 'short', method: 'GET', path, token } as const
  const json = await retrySafeRead(() => callJson(transport, request, { signal }), signal)
  return readStatus(call, renderId, json)
}

/** Stops a render. Throws `render_not_found` for an id that NEMO does not know. */
export async function cancelRender(transport: Transport, { token, renderId, signal }: RenderTarget): Promise<void> {
  const call = 'cancelRender'
  const path = `/api/render/proxy/lambda/${pathSegment(call, renderId)}/cancel`
  try {
    await callJson(transport, { call, lane: 'short', method: 'POST', path, token }, { signal })
  } catch (error) {
    // What a cancel answers is not documented: any 2xx will do.
    if (!(error instanceof NemoError && error.code === 'bad_answer' && error.httpStatus?.toString().startsWith('2')))
      throw error
  }
}

const STATES: ReadonlyMap<string, RenderState> = new Map([
  ['pending', 'pending'],
  ['queued', 'pending'],
  ['processing', 'processing'],
  ['rendering', 'processing'],
  ['running', 'processing'],
  ['completed', 'completed'],
  ['complete', 'completed'],
  ['succeeded', 'completed'],
  ['done', 'completed'],
  ['failed', 'failed'],
  ['error', 'failed'],
  ['canceled', 'failed'],
  ['cancelled', 'failed'],
])

/** Reads both shapes: `status` and `output.url` at the top, or `data.status` and `data.outputUrl`. */
function readStatus(call: string, renderId: string, json: JsonRecord): RenderStatus {
  const fields = fieldsOf(json)
  const word = pickText(fields, 100, 'status', 'state')?.toLowerCase()
  if (word === undefined) {
    const wasRefused = json.success === false
    const message = wasRefused ? (readMessage(json) ?? 'success: false') : 'missing in the answer: status'
    throw new NemoError(wasRefused ? 'rejected' : 'bad_answer', message, { call, accepted: 'unknown' })
  }
  const status = STATES.get(word) ?? 'unknown'
  const progress = Math.round(Math.min(Math.max(toNumber(fields.progress) ?? 0, 0), 100))
  return {
    id: sanitizeText(pickText(fields, 300, 'id', 'renderId', 'render_id') ?? renderId, 300),
    status,
    progress: status === 'completed' ? 100 : progress,
    outputUrl: readOutputUrl(fields),
    error: readRenderError(fields, status),
  }
}

function readOutputUrl(fields: JsonRecord): string | null {
  const output = pick(fields, 'output')
  const named = pick(fields, 'outputUrl', 'output_url', 'videoUrl', 'video_url', 'url')
  return urlOrNull.parse((isRecord(output) ? pick(output, 'url', 'outputUrl', 'output_url') : output) ?? named ?? null)
}

function readRenderError(fields: JsonRecord, status: RenderState): string | null {
  const message = readMessage({ error: pick(fields, 'error', 'errorMessage', 'error_message') })
  if (message) return safeExcerpt(message)
  return status === 'failed' ? safeExcerpt(pickText(fields, 2_000, 'message', 'reason') ?? 'no reason given') : null
}
