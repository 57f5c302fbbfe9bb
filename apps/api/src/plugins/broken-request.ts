import type { Socket } from 'node:net'
import { newId } from '@nemo-batch/runtime'
import { ApiProblem, PROBLEMS, type ProblemCode } from '../problems.ts'
import { PROBLEM_TYPE, problemDocument, REQUEST_ID_HEADER } from './error-handler.ts'

const CODES: Readonly<Record<string, ProblemCode>> = {
  HPE_HEADER_OVERFLOW: 'header_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
}

type ParserError = Error & { readonly code?: string; readonly rawPacket?: unknown }

/** Answers what is no HTTP, or comes too slowly, before there is a request to answer. */
export function answerBrokenRequest(error: ParserError, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy()
  const problem = new ApiProblem(CODES[error.code ?? ''] ?? 'invalid_request', 'The request cannot be read')
  const requestId = newId('req')
  const body = JSON.stringify(problemDocument(problem, { instance: '/', requestId }))
  const { status, title } = PROBLEMS[problem.code]
  socket.end(
    [
      `HTTP/1.1 ${status} ${title}`,
      `content-type: ${PROBLEM_TYPE}`,
      `content-length: ${Buffer.byteLength(body)}`,
      'cache-control: no-store',
      `${REQUEST_ID_HEADER}: ${requestId}`,
      'connection: close',
      '',
      // whoever asked with HEAD takes a body for the next answer
      isHead(error.rawPacket) ? '' : body,
    ].join('\r\n'),
  )
}

const isHead = (packet: unknown): boolean => Buffer.isBuffer(packet) && packet.toString('latin1', 0, 5) === 'HEAD '
