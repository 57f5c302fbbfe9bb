import { claimAnswer, parseAnswer, sessionAnswer } from '../answers.ts'
import { type Draft, isReadable, parseRawDraft, readDraft } from '../draft/read-draft.ts'
import { NemoError } from '../errors.ts'
import { boundJson, isRecord, type JsonRecord, parseForeignJson, pick } from '../foreign-json.ts'
import { retrySafeRead } from '../retry-safe-read.ts'
import { callJson, fieldsOf, pathSegment, type Transport } from '../transport.ts'

type Signal = { readonly signal?: AbortSignal | undefined }

export type Session = { readonly sessionId: string; readonly taskId: string; readonly userId: string | null }

/** A link that hands the project over to a person; it holds a claim token, never the user's token. */
export type ClaimLink = { readonly url: string; readonly expiresInSeconds: number }

/**
 * `rawDraft` is the draft as it came, object or JSON text, to be sent to the renderer unchanged; null when there is none.
 * The three lists are NEMO's own, cut to a sane size.
 */
export type SessionState = {
  readonly draft: Draft | null
  readonly rawDraft: unknown
  readonly videoInfos: unknown[]
  readonly generatedMedia: unknown[]
  readonly canvasConfig: unknown
}

/** Opens a session. `language` is ISO: en, zh-CN, ja, es … */
export async function openSession(
  transport: Transport,
  {
    token,
    taskName,
    language,
    signal,
  }: { readonly token: string; readonly taskName: string; readonly language: string } & Signal,
): Promise<Session> {
  const call = 'openSession'
  const body = JSON.stringify({ task_name: taskName, language })
  const path = '/api/tasks/me/with-session/nemo_agent'
  const request = { call, lane: 'short', method: 'POST', path, token, headers: JSON_BODY, body } as const
  const answer = parseAnswer(sessionAnswer, call, fieldsOf(await callJson(transport, request, { signal })))
  return { sessionId: answer.session_id, taskId: answer.task_id, userId: answer.user_id }
}
const JSON_BODY = { 'content-type': 'application/json' }

/** Makes the link by which a person takes the project over. A failure here never fails a job. */
export async function claimLink(
  transport: Transport,
  {
    token,
    taskId,
    sessionId,
    signal,
  }: { readonly token: string; readonly taskId: string; readonly sessionId: string } & Signal,
): Promise<ClaimLink> {
  const call = 'claimLink'
  const body = JSON.stringify({ task_id: taskId, session_id: sessionId })
  const request = {
    call,
    lane: 'short',
    method: 'POST',
    path: '/api/auth/claim-token',
    token,
    headers: JSON_BODY,
    body,
  } as const
  const answer = parseAnswer(claimAnswer, call, fieldsOf(await callJson(transport, request, { signal })))
  const url = `${transport.settings.webUrl}/workspace/claim?ct=${encodeURIComponent(answer.claim_token)}`
  return { url, expiresInSeconds: answer.expires_in }
}

/** Reads what the session holds now; a draft of wrong types is a `bad_answer`. Safe to repeat, and repeated here when the connection fails. */
export async function state(
  transport: Transport,
  { token, sessionId, signal }: { readonly token: string; readonly sessionId: string } & Signal,
): Promise<SessionState> {
  const call = 'state'
  const path = `/api/state/nemo_agent/me/${pathSegment(call, sessionId)}/latest`
  const request = { call, lane: 'short', method: 'GET', path, token } as const
  return readState(call, fieldsOf(await retrySafeRead(() => callJson(transport, request, { signal }), signal)))
}

function readState(call: string, fields: JsonRecord): SessionState {
  const inner = typeof fields.state === 'string' ? parseForeignJson(fields.state) : fields.state
  const held = isRecord(inner) ? inner : fields
  const rawDraft = pick(held, 'draft') ?? null
  if (!isReadable(rawDraft))
    throw new NemoError('bad_answer', 'wrong in the answer: draft', { call, accepted: 'unknown' })
  const hasDraft = parseRawDraft(rawDraft) !== null
  return {
    draft: hasDraft ? readDraft(rawDraft) : null,
    rawDraft: hasDraft ? rawDraft : null,
    videoInfos: boundedList(pick(held, 'video_infos', 'videoInfos')),
    generatedMedia: boundedList(pick(held, 'generated_media', 'generatedMedia')),
    canvasConfig: boundJson(pick(held, 'canvas_config', 'canvasConfig') ?? null),
  }
}

function boundedList(value: unknown): unknown[] {
  return Array.isArray(value) ? value.slice(0, 1_000).map((item) => boundJson(item, 200)) : []
}
