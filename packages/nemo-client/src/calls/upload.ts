import { parseAnswer, uploadAnswer } from '../answers.ts'
import { toConnectionError } from '../connection-error.ts'
import { startDeadline } from '../deadline.ts'
import type { JsonRecord } from '../foreign-json.ts'
import { createMultipart, type FilePart } from '../multipart.ts'
import { discardBody } from '../read-body.ts'
import {
  callJson,
  checkNotAborted,
  checkToken,
  fieldsOf,
  pathSegment,
  readJsonAnswer,
  type Transport,
} from '../transport.ts'

/**
 * A file as NEMO keeps it; every field is null when it did not say. `duration` is in NEMO's own unit.
 * `isAppliedToSession` is false when the file is stored but not yet in the session's state.
 */
export type UploadedFile = {
  readonly filename: string | null
  readonly fileType: string | null
  readonly cdnUrl: string | null
  readonly width: number | null
  readonly height: number | null
  readonly duration: number | null
  readonly fps: number | null
  readonly hash: string | null
  readonly isAppliedToSession: boolean | null
}

type Target = { readonly token: string; readonly sessionId: string; readonly signal?: AbortSignal | undefined }

/**
 * Streams files into a session: one request, exact length, never in memory. Each file is opened when its turn comes.
 * An error of a file's own stream is thrown as it is; one that ends early or runs over its `sizeBytes` is a RangeError.
 */
export async function uploadFiles(
  transport: Transport,
  { token, sessionId, files, signal }: Target & { readonly files: readonly FilePart[] },
): Promise<UploadedFile[]> {
  const call = 'uploadFiles'
  checkToken({ call, token })
  const path = uploadPath(call, sessionId)
  const deadline = startDeadline(transport.settings.timeouts.uploadMs, signal)
  const multipart = createMultipart(files)
  try {
    checkNotAborted(call, deadline)
    const headers = { 'content-type': multipart.contentType, 'content-length': `${multipart.lengthBytes}` }
    const request = { call, lane: 'upload', method: 'POST', path, token, headers, body: multipart.body } as const
    const response = await transport.send(request, deadline)
    const json = await readJsonAnswer(call, response, transport.settings.maxJsonBytes).finally(() =>
      discardBody(response.body),
    )
    return toUploadedFiles(call, json)
  } catch (cause) {
    const fault = multipart.sourceFault()
    throw fault && !deadline.reason() ? fault.cause : toConnectionError(call, cause, deadline.reason())
  } finally {
    multipart.close()
    deadline.clear()
  }
}

/** Lets NEMO fetch files itself from public addresses. */
export async function uploadUrls(
  transport: Transport,
  { token, sessionId, urls, signal }: Target & { readonly urls: readonly string[] },
): Promise<UploadedFile[]> {
  const call = 'uploadUrls'
  const body = JSON.stringify({ urls, source_type: 'url' })
  const headers = { 'content-type': 'application/json' }
  const request = {
    call,
    lane: 'upload',
    method: 'POST',
    path: uploadPath(call, sessionId),
    token,
    headers,
    body,
  } as const
  const timeoutMs = transport.settings.timeouts.uploadMs
  return toUploadedFiles(call, await callJson(transport, request, { signal, timeoutMs }))
}

const uploadPath = (call: string, sessionId: string): string =>
  `/api/upload-video/nemo_agent/me/${pathSegment(call, sessionId)}`

function toUploadedFiles(call: string, json: JsonRecord): UploadedFile[] {
  const { files, session_state_applied } = parseAnswer(uploadAnswer, call, fieldsOf(json))
  return files.map(({ file_type, cdn_url, ...file }) => ({
    ...file,
    fileType: file_type,
    cdnUrl: cdn_url,
    isAppliedToSession: session_state_applied,
  }))
}
