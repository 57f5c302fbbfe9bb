import { MESSAGE_CREDITS } from '@nemo-batch/domain'
import { NemoError, type NemoErrorCode, type RenderStatus } from '@nemo-batch/nemo-client'
import type { World } from './world.ts'

type Message = { readonly text: string; readonly takenMs: number; changesMs: number | null }
type Version = { readonly atMs: number; readonly draft: object | null }

export type SessionModel = {
  readonly id: string
  readonly media: string[]
  readonly messages: Message[]
  readonly versions: Version[]
  readonly renders: RenderModel[]
  isLost: boolean
}

export type RenderModel = {
  readonly id: string
  readonly draft: unknown
  readonly startedMs: number
  readonly endsMs: number
  readonly outcome: 'completed' | 'failed'
  readonly isBroken: boolean
  isCanceled: boolean
}

export type StreamPlan = {
  readonly endsAfterMs: number
  readonly ended: 'closed' | 'broken' | 'idle_timeout'
  readonly text: string
}

/** A call that was surely not carried out. */
export const refusal = (code: NemoErrorCode, call: string): NemoError =>
  new NemoError(code, code, { call, accepted: false })

/** What the provider keeps, changed by each call at the moment when it arrives. */
export class Provider {
  readonly sessions = new Map<string, SessionModel>()
  readonly renders = new Map<string, RenderModel>()
  readonly violations: string[] = []
  credits: number
  isPlanGone = false
  #tokens = 1
  readonly #world: World

  constructor(world: World, credits: number) {
    this.#world = world
    this.credits = credits
  }

  get token(): string {
    return `token-${this.#tokens}`
  }

  expireToken(): void {
    this.#tokens += 1
  }

  /** Refuses a bad token, an unknown session, or whatever the weather has. */
  admit(call: string, token: string, sessionId?: string): void {
    const { weather } = this.#world
    if (weather.strikes('token_expired')) this.expireToken()
    if (token !== this.token) throw refusal('token_invalid', call)
    if (weather.strikes('rate_limited')) throw refusal('rate_limited', call)
    if (sessionId === undefined) return
    const session = this.sessions.get(sessionId)
    if (session !== undefined && weather.strikes('session_lost')) session.isLost = true
    if (session === undefined || session.isLost) throw refusal('session_not_found', call)
  }

  session(id: string): SessionModel {
    const session = this.sessions.get(id)
    if (session === undefined) throw new Error(`there is no session ${id}`)
    return session
  }

  openSession(): string {
    const id = `session-${this.sessions.size + 1}`
    this.sessions.set(id, { id, media: [], messages: [], versions: [], renders: [], isLost: false })
    return id
  }

  draftOf(session: SessionModel): object | null {
    const nowMs = this.#world.nowMs()
    const past = session.versions.filter((version) => version.atMs <= nowMs)
    const back = past.length > 0 && this.#world.weather.strikes('stale_state') ? 2 : 1
    return past.at(-back)?.draft ?? null
  }

  /** Takes a message: from here on it is paid, and changes the draft after a while. */
  takeMessage(session: SessionModel, text: string): StreamPlan {
    const { random, weather, nowMs } = this.#world
    this.credits -= MESSAGE_CREDITS
    const workMs = random.between(300, 15_000)
    const isLate = weather.strikes('late_change')
    const changesNothing = weather.strikes('no_change')
    const changesMs = changesNothing ? null : nowMs() + workMs + (isLate ? random.between(20_000, 90_000) : 0)
    session.messages.push({ text, takenMs: nowMs(), changesMs })
    if (changesMs !== null) {
      const edits = session.messages.map((message) => message.text)
      const isEmpty = weather.strikes('empty_draft')
      this.#change(session, changesMs, draftWith(edits, '', isEmpty))
      if (weather.strikes('two_stage_edit'))
        this.#change(session, changesMs + random.between(500, 8_000), draftWith(edits, 'music', isEmpty))
    }
    if (weather.strikes('stream_broken'))
      return { endsAfterMs: random.between(10, workMs), ended: 'broken', text: random.pick(['', 'Working']) }
    if (weather.strikes('stream_idle')) return { endsAfterMs: 20_000, ended: 'idle_timeout', text: '' }
    const text_ = weather.strikes('silent_edit') ? '' : 'Done.'
    return { endsAfterMs: Math.max(1, workMs + random.between(-2_000, 1_000)), ended: 'closed', text: text_ }
  }

  #change(session: SessionModel, atMs: number, draft: object): void {
    session.versions.push({ atMs, draft })
    session.versions.sort((a, b) => a.atMs - b.atMs)
  }

  /** The same id again is the same render. */
  submitRender(session: SessionModel, id: string, draft: unknown): RenderStatus {
    const known = this.renders.get(id)
    if (known !== undefined) return this.status(known)
    const { random, weather, nowMs } = this.#world
    const other = session.renders.find((render) => this.isRunning(render))
    if (other !== undefined) {
      this.violations.push(`${id} was submitted while ${other.id} was running in ${session.id}`)
      throw refusal('rejected', 'submitRender')
    }
    const isEndless = weather.strikes('render_endless')
    const render: RenderModel = {
      id,
      draft,
      startedMs: nowMs(),
      endsMs: nowMs() + (isEndless ? random.between(60_000, 200_000) : random.between(200, 20_000)),
      outcome: weather.strikes('render_failed') ? 'failed' : 'completed',
      isBroken: weather.strikes('broken_video'),
      isCanceled: false,
    }
    session.renders.push(render)
    this.renders.set(id, render)
    return this.status(render)
  }

  isRunning(render: RenderModel): boolean {
    return !render.isCanceled && this.#world.nowMs() < render.endsMs
  }

  status(render: RenderModel): RenderStatus {
    const isRunning = this.isRunning(render)
    const ended = render.isCanceled ? 'failed' : render.outcome
    const isDone = !isRunning && ended === 'completed'
    return {
      id: render.id,
      status: isRunning ? 'processing' : ended,
      progress: isDone ? 100 : 40,
      outputUrl: isDone ? `https://videos.test/${render.id}.mp4` : null,
      error: isRunning || isDone ? null : 'the renderer gave up',
    }
  }
}

const draftWith = (edits: readonly string[], extra: string, isEmpty: boolean): object => ({
  d: 5_000,
  m: { title: edits.join(' '), extra },
  t: [{ tt: 0, sg: isEmpty ? [] : [{ d: 5_000, m: { name: `photo ${edits.length}${extra}` } }] }],
})
