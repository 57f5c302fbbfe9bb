import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Sandbox } from '../index.ts'

export type Answer = { status: number; headers: Headers; body: Record<string, unknown> }

const PHOTOS = path.resolve(import.meta.dirname, '../../../../examples/photos')
export const photoPath = (name: string): string => path.join(PHOTOS, name)

export const ATTRIBUTION = {
  'x-skill-source': 'nemo-batch',
  'x-skill-version': '0.1.0',
  'x-skill-platform': 'unknown',
} as const

type Call = { headers?: Record<string, string>; json?: unknown; body?: FormData; signal?: AbortSignal }
const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? { ...value } : {}

/** A developer's view of a sandbox: an account of its own, speaking plain HTTP. */
export class SandboxCaller {
  readonly url: string
  headers: Record<string, string> = { ...ATTRIBUTION }

  constructor(sandbox: Pick<Sandbox, 'url'>) {
    this.url = sandbox.url
  }

  /** With an anonymous token already. */
  static async signedIn(sandbox: Pick<Sandbox, 'url'>, clientId: string = crypto.randomUUID()): Promise<SandboxCaller> {
    const caller = new SandboxCaller(sandbox)
    const { body } = await caller.call('POST', '/api/auth/anonymous-token', { headers: { 'x-client-id': clientId } })
    caller.headers.authorization = `Bearer ${record(body.data).token}`
    return caller
  }

  fetch(method: string, url: string, call: Call = {}): Promise<Response> {
    return fetch(new URL(url, this.url), {
      method,
      headers: {
        ...this.headers,
        ...(call.json === undefined ? {} : { 'content-type': 'application/json' }),
        ...call.headers,
      },
      ...(call.json === undefined ? {} : { body: JSON.stringify(call.json) }),
      ...(call.body === undefined ? {} : { body: call.body }),
      ...(call.signal === undefined ? {} : { signal: call.signal }),
    })
  }

  async call(method: string, url: string, call: Call = {}): Promise<Answer> {
    const response = await this.fetch(method, url, call)
    return { status: response.status, headers: response.headers, body: record(await response.json()) }
  }

  async openSession(): Promise<{ sessionId: string; taskId: string }> {
    const { body } = await this.call('POST', '/api/tasks/me/with-session/nemo_agent', {
      json: { task_name: 'project', language: 'en' },
    })
    const data = record(body.data)
    return { sessionId: String(data.session_id), taskId: String(data.task_id) }
  }

  upload(sessionId: string, files: readonly { name: string; bytes: Uint8Array<ArrayBuffer> }[]): Promise<Answer> {
    const form = new FormData()
    for (const file of files) form.append('files', new Blob([file.bytes]), file.name)
    return this.call('POST', `/api/upload-video/nemo_agent/me/${sessionId}`, { body: form })
  }

  async uploadPhotos(sessionId: string, names: readonly string[]): Promise<Answer> {
    const files = names.map(async (name) => ({ name, bytes: new Uint8Array(await readFile(photoPath(name))) }))
    return this.upload(sessionId, await Promise.all(files))
  }

  /** A session with photos in it. */
  async sessionWith(names: readonly string[]): Promise<string> {
    const { sessionId } = await this.openSession()
    await this.uploadPhotos(sessionId, names)
    return sessionId
  }

  message(sessionId: string, text: string, signal?: AbortSignal): Promise<Response> {
    return this.fetch('POST', '/run_sse', {
      json: {
        app_name: 'nemo_agent',
        user_id: 'me',
        session_id: sessionId,
        new_message: { parts: [{ text }] },
      },
      headers: { accept: 'text/event-stream' },
      ...(signal === undefined ? {} : { signal }),
    })
  }

  /** Sends a message and reads its stream to the end. `events` are the JSON objects of its data lines. */
  async say(sessionId: string, text: string): Promise<{ status: number; events: Record<string, unknown>[] }> {
    const response = await this.message(sessionId, text)
    const events = (await response.text())
      .split('\n')
      .filter((line) => line.startsWith('data: '))
      .map((line) => record(JSON.parse(line.slice(6))))
    return { status: response.status, events }
  }

  async state(sessionId: string): Promise<Record<string, unknown>> {
    const { body } = await this.call('GET', `/api/state/nemo_agent/me/${sessionId}/latest`)
    return record(record(body.data).state)
  }

  async balance(): Promise<Record<string, unknown>> {
    return record((await this.call('GET', '/api/credits/balance/simple')).body.data)
  }

  async submitRender(sessionId: string, id: string, draft?: unknown): Promise<Answer> {
    return this.call('POST', '/api/render/proxy/lambda', {
      json: {
        id,
        sessionId,
        draft: draft ?? (await this.state(sessionId)).draft,
        output: { format: 'mp4', quality: 'high' },
      },
    })
  }

  async pollRender(id: string): Promise<Record<string, unknown>> {
    return record((await this.call('GET', `/api/render/proxy/lambda/${id}`)).body.data)
  }

  /** Polls until the render has ended. */
  async renderEnd(id: string): Promise<Record<string, unknown>> {
    return until(async () => {
      const render = await this.pollRender(id)
      return render.status === 'pending' || render.status === 'processing' ? null : render
    })
  }

  async downloadOutput(url: unknown): Promise<Response> {
    return fetch(String(url))
  }
}

/** Asks again and again until there is an answer. @throws after `limitMs` */
export async function until<T>(ask: () => Promise<T | null>, limitMs = 60_000): Promise<T> {
  const endsAt = Date.now() + limitMs
  for (;;) {
    const answer = await ask()
    if (answer !== null) return answer
    if (Date.now() > endsAt) throw new Error('it did not come to pass in time')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
