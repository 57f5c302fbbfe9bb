import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { waitFor } from '@nemo-batch/testing'
import { onTestFinished } from 'vitest'
import { NemoBatch } from './client.ts'
import type { NemoBatchOptions } from './settings.ts'

export const KEY = 'nb_secret_0123456789'

export type Answer = (response: ServerResponse, request: IncomingMessage) => void

export type ScriptedServer = {
  readonly url: string
  readonly client: NemoBatch
  /** What came, in order. */
  readonly requests: readonly {
    readonly method: string
    readonly url: string
    readonly headers: Headers
    body: Buffer
  }[]
}

/** A server that gives one answer after the other, the last one for all that follow; it ends with the test. */
export async function givenServer(options: NemoBatchOptions, ...answers: readonly Answer[]): Promise<ScriptedServer> {
  const requests: { method: string; url: string; headers: Headers; body: Buffer }[] = []
  const server = createServer(async (request, response) => {
    const headers = new Headers()
    for (const [name, value] of Object.entries(request.headers)) headers.set(name, String(value))
    const kept = { method: request.method ?? '', url: request.url ?? '', headers, body: Buffer.alloc(0) }
    const answer = answers[Math.min(requests.length, answers.length - 1)]
    requests.push(kept)
    const chunks: Buffer[] = []
    try {
      for await (const chunk of request) chunks.push(chunk)
    } catch {
      return
    }
    kept.body = Buffer.concat(chunks)
    answer?.(response, request)
  }).listen(0, '127.0.0.1')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  await waitFor(() => server.listening)
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  return { url, requests, client: new NemoBatch({ apiKey: KEY, baseUrl: url, ...options }) }
}

export const json =
  (body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Answer =>
  (response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))

export const problem = (status: number, code: string, more: Readonly<Record<string, unknown>> = {}): Answer =>
  json({ type: 'about:blank', status, code, detail: `It is ${code}.`, ...more }, status, {
    'content-type': 'application/problem+json',
    'x-request-id': 'req_1',
  })

/** Takes the request and loses its answer. */
export const lost: Answer = (_response, request) => request.socket.destroy()
