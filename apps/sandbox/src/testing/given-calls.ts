import { readFile } from 'node:fs/promises'
import { CALL_NAMES, type CallName } from '../call-log.ts'
import type { Sandbox } from '../index.ts'
import { photoPath, SandboxCaller } from './sandbox-caller.ts'

export type GivenCalls = {
  readonly caller: SandboxCaller
  readonly sessionId: string
  readonly renderId: string
  /** Makes a call of that name, a good one. */
  make(call: CallName): Promise<Response>
}

export const EVERY_CALL: readonly CallName[] = CALL_NAMES

/** An account with an edited session and a finished render in it, and a good call of each name to make there. */
export async function givenCalls(sandbox: Pick<Sandbox, 'url'>): Promise<GivenCalls> {
  const caller = await SandboxCaller.signedIn(sandbox)
  const { sessionId, taskId } = await caller.openSession()
  await caller.uploadPhotos(sessionId, ['coffee.jpg'])
  await caller.say(sessionId, '1 s')
  const renderId = `render_${crypto.randomUUID()}`
  await caller.submitRender(sessionId, renderId)
  const { outputUrl } = await caller.renderEnd(renderId)
  const { draft } = await caller.state(sessionId)
  const photo = new Blob([new Uint8Array(await readFile(photoPath('coffee.jpg')))])
  const render = `/api/render/proxy/lambda/${renderId}`
  const upload = (): FormData => {
    const form = new FormData()
    form.append('files', photo, 'coffee.jpg')
    return form
  }
  const make: Record<CallName, () => Promise<Response>> = {
    anonymous_token: () =>
      caller.fetch('POST', '/api/auth/anonymous-token', { headers: { 'x-client-id': crypto.randomUUID() } }),
    open_session: () => caller.fetch('POST', '/api/tasks/me/with-session/nemo_agent', { json: {} }),
    claim_link: () =>
      caller.fetch('POST', '/api/auth/claim-token', { json: { session_id: sessionId, task_id: taskId } }),
    upload: () => caller.fetch('POST', `/api/upload-video/nemo_agent/me/${sessionId}`, { body: upload() }),
    message: () => caller.message(sessionId, '2 s'),
    credits: () => caller.fetch('GET', '/api/credits/balance/simple'),
    state: () => caller.fetch('GET', `/api/state/nemo_agent/me/${sessionId}/latest`),
    render_submit: () =>
      caller.fetch('POST', '/api/render/proxy/lambda', {
        json: { id: `render_${crypto.randomUUID()}`, sessionId, draft, output: { format: 'mp4' } },
      }),
    render_poll: () => caller.fetch('GET', render),
    render_cancel: () => caller.fetch('POST', `${render}/cancel`),
    render_download: () => caller.fetch('GET', `/api/render/proxy/${renderId}/download`),
    output: () => fetch(String(outputUrl)),
  }
  return { caller, sessionId, renderId, make: (call) => make[call]() }
}
