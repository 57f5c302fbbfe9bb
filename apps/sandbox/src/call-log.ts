export const CALL_NAMES = [
  'anonymous_token',
  'open_session',
  'claim_link',
  'upload',
  'message',
  'credits',
  'state',
  'render_submit',
  'render_poll',
  'render_cancel',
  'render_download',
  'output',
] as const
export type CallName = (typeof CALL_NAMES)[number]

/** One call as it came in. `status` is null while it is being answered; `fault` names a rule that the caller broke. */
export type CallEntry = {
  readonly seq: number
  readonly at: string
  readonly call: CallName
  session_id: string | null
  user_id: string | null
  detail: Record<string, unknown>
  status: number | null
  fault: string | null
}

export type CallCounters = {
  readonly calls: Readonly<Partial<Record<CallName, number>>>
  /** Messages taken (not those refused), by session. */
  readonly messages: Readonly<Record<string, number>>
  /** Renders begun, by session. The same render id submitted again is not a second one. */
  readonly renders: Readonly<Record<string, number>>
  readonly faults: number
  readonly ffmpeg_runs: number
}

const KEPT_ENTRIES = 50_000

/** What was asked of the sandbox, in order. Holds no token; keeps the newest 50 000 calls, the counters keep all. */
export class SandboxLog {
  #entries: CallEntry[] = []
  #seq = 0
  #faults = 0
  #ffmpegRuns = 0
  readonly #calls = new Map<CallName, number>()
  readonly #messages = new Map<string, number>()
  readonly #renders = new Map<string, number>()

  begin(call: CallName): CallEntry {
    this.#seq += 1
    const entry: CallEntry = {
      seq: this.#seq,
      at: new Date().toISOString(),
      call,
      session_id: null,
      user_id: null,
      detail: {},
      status: null,
      fault: null,
    }
    this.#entries.push(entry)
    if (this.#entries.length > KEPT_ENTRIES * 1.1) this.#entries = this.#entries.slice(-KEPT_ENTRIES)
    this.#calls.set(call, (this.#calls.get(call) ?? 0) + 1)
    return entry
  }

  blame(entry: CallEntry, fault: string): void {
    entry.fault = fault
    this.#faults += 1
  }

  countMessage(sessionId: string): void {
    this.#messages.set(sessionId, (this.#messages.get(sessionId) ?? 0) + 1)
  }

  countRender(sessionId: string): void {
    this.#renders.set(sessionId, (this.#renders.get(sessionId) ?? 0) + 1)
  }

  countFfmpegRun(): void {
    this.#ffmpegRuns += 1
  }

  entries(filter: { call?: CallName; sessionId?: string } = {}): readonly CallEntry[] {
    return this.#entries.filter(
      (entry) =>
        (filter.call === undefined || entry.call === filter.call) &&
        (filter.sessionId === undefined || entry.session_id === filter.sessionId),
    )
  }

  counters(): CallCounters {
    return {
      calls: Object.fromEntries(this.#calls),
      messages: Object.fromEntries(this.#messages),
      renders: Object.fromEntries(this.#renders),
      faults: this.#faults,
      ffmpeg_runs: this.#ffmpegRuns,
    }
  }

  /** Forgets everything, for a test that starts anew. */
  clear(): void {
    this.#entries = []
    this.#faults = 0
    this.#ffmpegRuns = 0
    for (const counter of [this.#calls, this.#messages, this.#renders]) counter.clear()
  }
}
