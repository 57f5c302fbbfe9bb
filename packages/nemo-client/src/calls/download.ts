import { finished, PassThrough, type Readable } from 'node:stream'
import type { Dispatcher } from 'undici'
import { classifyAnswer } from '../classify-answer.ts'
import { toConnectionError } from '../connection-error.ts'
import { type Deadline, startDeadline } from '../deadline.ts'
import { NemoError } from '../errors.ts'
import { toNumber } from '../foreign-json.ts'
import { discardBody } from '../read-body.ts'
import { checkNotAborted, checkToken, pathSegment, readJsonAnswer, type Transport } from '../transport.ts'

/**
 * A video under way. Read or destroy the stream; it fails with a NemoError, also when fewer bytes come than announced.
 * `sizeBytes` is what the server announced, null if nothing. Whether it is a video is the caller's to check.
 */
export type Download = { readonly stream: Readable; readonly sizeBytes: number | null }

/** Fetches a finished video from where NEMO put it: a foreign host, which gets no token. Redirects are not followed. */
export async function downloadOutput(
  transport: Transport,
  { url, signal }: { readonly url: string; readonly signal?: AbortSignal | undefined },
): Promise<Download> {
  const call = 'downloadOutput'
  const address = URL.canParse(url) ? new URL(url) : null
  const isHttp = address?.protocol === 'http:' || address?.protocol === 'https:'
  if (!address || !isHttp) throw new NemoError('rejected', 'the address is no http(s) URL', { call, accepted: false })
  return download(call, transport, signal, (deadline) => transport.fetchForeign(address, deadline))
}

/** The fallback: fetches a finished video through NEMO itself, when its URL cannot be had. */
export async function downloadRender(
  transport: Transport,
  {
    token,
    renderId,
    signal,
  }: { readonly token: string; readonly renderId: string; readonly signal?: AbortSignal | undefined },
): Promise<Download> {
  const call = 'downloadRender'
  checkToken({ call, token })
  const path = `/api/render/proxy/${pathSegment(call, renderId)}/download`
  const headers = { accept: 'video/mp4, */*' }
  return download(call, transport, signal, (deadline) =>
    transport.send({ call, lane: 'download', method: 'GET', path, token, headers }, deadline),
  )
}

type Send = (deadline: Deadline) => Promise<Dispatcher.ResponseData>

async function download(
  call: string,
  transport: Transport,
  signal: AbortSignal | undefined,
  send: Send,
): Promise<Download> {
  const deadline = startDeadline(transport.settings.timeouts.downloadMs, signal)
  try {
    checkNotAborted(call, deadline)
    const response = await send(deadline)
    await refuseAnswers(call, response, transport.settings.maxJsonBytes)
    const length = toNumber(response.headers['content-length'])
    const sizeBytes = length !== null && Number.isSafeInteger(length) && length >= 0 ? length : null
    return { stream: guardBody(call, response.body, deadline), sizeBytes }
  } catch (cause) {
    deadline.clear()
    throw toConnectionError(call, cause, deadline.reason())
  }
}

/** Throws for whatever is no video: an error status, a redirect, or an answer in JSON or HTML. */
async function refuseAnswers(call: string, response: Dispatcher.ResponseData, maxJsonBytes: number): Promise<void> {
  const { statusCode, headers, body } = response
  const isAnswer = /\b(?:json|html)\b/i.test(`${headers['content-type'] ?? ''}`)
  if (statusCode === 200 && !isAnswer) return
  try {
    const details = { call, accepted: 'unknown', httpStatus: statusCode } as const
    if (call === 'downloadOutput') {
      const answer = { call, status: statusCode, retryAfter: headers['retry-after'], json: undefined, text: '' }
      throw classifyAnswer(answer, Date.now()) ?? new NemoError('bad_answer', 'no video in the answer', details)
    }
    await readJsonAnswer(call, response, maxJsonBytes)
    throw new NemoError('bad_answer', 'an answer where a video was expected', details)
  } finally {
    discardBody(body)
  }
}

/** Keeps the clock on while the body is read, and gives its failures this package's form. */
function guardBody(call: string, body: Readable, deadline: Deadline): Readable {
  const stream = new PassThrough()
  // It may fail before the caller listens; whoever reads it afterwards still gets the error.
  stream.on('error', () => {})
  stream.once('close', () => {
    deadline.clear()
    discardBody(body)
  })
  finished(body, (cause) => {
    if (cause) stream.destroy(toConnectionError(call, cause, deadline.reason()))
  })
  return body.pipe(stream)
}
