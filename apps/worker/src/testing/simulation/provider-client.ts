import { MESSAGE_CREDITS } from '@nemo-batch/domain'
import { type NemoClient, NemoError, readDraft, type StreamOutcome } from '@nemo-batch/nemo-client'
import { bytesOf } from './files.ts'
import { type Provider, refusal, type SessionModel } from './provider.ts'
import type { Process, World } from './world.ts'

type Options = {
  readonly world: World
  readonly provider: Provider
  readonly owner: Process
  /** Told right when a call that costs money or cannot be undone leaves the worker. */
  readonly onPaidCall: (call: string, sessionId: string) => void
}

const unknownError = (code: 'network' | 'server_error' | 'aborted', call: string): NemoError =>
  new NemoError(code, code, { call, accepted: 'unknown' })

/** The provider as one worker reaches it: answers and connections may get lost, before or after the call took place. */
export function createProviderClient({ world, provider, owner, onPaidCall }: Options): NemoClient {
  const { weather, random } = world

  function call<T>(
    name: string,
    perform: () => T,
    { signal, most = 400 }: { signal?: AbortSignal | undefined; most?: number } = {},
  ) {
    return world.effect<T>(owner, {
      what: name,
      most,
      signal,
      onAbort: () => unknownError('aborted', name),
      perform: () => {
        if (weather.strikes('network_not_taken'))
          throw random.chance(0.5) ? unknownError('network', name) : refusal('network', name)
        if (weather.strikes('server_error') && random.chance(0.5)) throw unknownError('server_error', name)
        const result = perform()
        if (weather.strikes('network_taken')) throw unknownError('network', name)
        if (weather.strikes('server_error')) throw unknownError('server_error', name)
        return result
      },
    })
  }

  const inSession = <T>(name: string, token: string, sessionId: string, act: (session: SessionModel) => T): T => {
    provider.admit(name, token, sessionId)
    return act(provider.session(sessionId))
  }

  const renderOf = (name: string, token: string, renderId: string) => {
    provider.admit(name, token)
    const render = provider.renders.get(renderId)
    if (render === undefined || weather.strikes('render_unknown')) throw refusal('render_not_found', name)
    return render
  }

  async function sendMessage(message: Parameters<NemoClient['sendMessage']>[0]): Promise<StreamOutcome> {
    const { token, sessionId, text, onEvent, signal } = message
    if (signal?.aborted) throw refusal('aborted', 'sendMessage')
    onPaidCall('sendMessage', sessionId)
    const name = `sendMessage ${text}`
    const plan = await call(
      name,
      () =>
        inSession('sendMessage', token, sessionId, (session) => {
          if (provider.credits < MESSAGE_CREDITS) throw refusal('credits_exhausted', 'sendMessage')
          if (weather.strikes('refused_in_stream')) return null
          return provider.takeMessage(session, text)
        }),
      { signal },
    )
    if (plan === null) return { ...outcome('closed', ''), error: refusal('rate_limited', 'sendMessage') }
    world.after(random.between(1, plan.endsAfterMs), owner, () => {
      onEvent?.({ type: 'tool_call', name: 'edit_timeline', args: {} })
      world.touch()
    })
    return streamEnd(plan, signal)
  }

  /** Not an effect of its own: nothing takes place at the provider when a stream ends. */
  const streamEnd = (
    plan: { endsAfterMs: number; ended: StreamOutcome['ended']; text: string },
    signal: AbortSignal | undefined,
  ): Promise<StreamOutcome> =>
    new Promise((resolve) => {
      const end = (how: StreamOutcome): void => {
        signal?.removeEventListener('abort', abort)
        world.touch()
        resolve(how)
      }
      const abort = (): void => end(outcome('aborted', ''))
      if (signal?.aborted) return abort()
      signal?.addEventListener('abort', abort)
      world.after(plan.endsAfterMs, owner, () => end(outcome(plan.ended, plan.text)))
    })

  return {
    sendMessage,
    openSession: ({ token, signal }) =>
      call(
        'openSession',
        () => {
          provider.admit('openSession', token)
          const sessionId = provider.openSession()
          return { sessionId, taskId: `task of ${sessionId}`, userId: null }
        },
        { signal },
      ),
    claimLink: ({ token }) =>
      call('claimLink', () => {
        provider.admit('claimLink', token)
        return { url: 'https://nemo.test/workspace/claim', expiresInSeconds: 600 }
      }),
    uploadFiles: ({ token, sessionId, files, signal }) =>
      call(
        'uploadFiles',
        () =>
          inSession('uploadFiles', token, sessionId, (session) => {
            session.media.push(...files.map((file) => file.filename))
            return files.map(({ filename }) => ({ ...UPLOADED, filename, cdnUrl: `https://cdn.test/${filename}` }))
          }),
        { signal, most: 2_000 },
      ),
    state: ({ token, sessionId, signal }) =>
      call(
        'state',
        () =>
          inSession('state', token, sessionId, (session) => {
            const rawDraft = provider.draftOf(session)
            const videoInfos = session.media.map((filename) => ({ filename }))
            const draft = rawDraft === null ? null : readDraft(rawDraft)
            return { draft, rawDraft, videoInfos, generatedMedia: [], canvasConfig: null }
          }),
        { signal },
      ),
    submitRender: ({ token, renderId, sessionId, draft, signal }) => {
      onPaidCall('submitRender', sessionId)
      return call(
        `submitRender ${renderId}`,
        () =>
          inSession('submitRender', token, sessionId, (session) => {
            if (provider.isPlanGone) throw refusal('plan_required', 'submitRender')
            return provider.submitRender(session, renderId, draft)
          }),
        { signal },
      )
    },
    pollRender: ({ token, renderId, signal }) =>
      call(`pollRender ${renderId}`, () => provider.status(renderOf('pollRender', token, renderId)), { signal }),
    cancelRender: ({ token, renderId }) =>
      call(`cancelRender ${renderId}`, () => {
        renderOf('cancelRender', token, renderId).isCanceled = true
      }),
    downloadRender: ({ token, renderId, signal }) =>
      call(`downloadRender ${renderId}`, () => bytesOf(renderOf('downloadRender', token, renderId).id), { signal }),
    credits: ({ token }) =>
      call('credits', () => {
        provider.admit('credits', token)
        return { available: provider.credits, frozen: 0, total: provider.credits }
      }),
    anonymousToken: () =>
      call('anonymousToken', () => {
        if (weather.strikes('rate_limited')) throw refusal('rate_limited', 'anonymousToken')
        return { token: provider.token, userId: 'anon_1', credits: 100, expiresAt: new Date(8.64e15) }
      }),
    uploadUrls: () => Promise.reject(new Error('no stage uploads by address')),
    downloadOutput: () => Promise.reject(new Error('outputs are fetched by the guarded client')),
    close: () => Promise.resolve(),
  }
}

const outcome = (ended: StreamOutcome['ended'], text: string): StreamOutcome => ({
  ended,
  text,
  tools: [],
  streamError: null,
  meaningfulEvents: 1,
  ...(ended === 'closed' ? {} : { error: new NemoError('network', ended, { call: 'sendMessage', accepted: true }) }),
})

const UPLOADED = {
  fileType: 'image/jpeg',
  width: 1,
  height: 1,
  duration: null,
  fps: null,
  hash: null,
  isAppliedToSession: true,
}
