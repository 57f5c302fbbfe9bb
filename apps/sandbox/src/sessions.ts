import { randomUUID } from 'node:crypto'
import type { Draft } from './drafts/draft.ts'
import { refuse } from './errors.ts'
import type { FaultName, FaultSet } from './faults.ts'
import type { MediaFile } from './media/media-file.ts'

/** One editing session. `files` is in upload order, which is the order of the pictures in the video. */
export type Session = {
  readonly id: string
  readonly taskId: string
  readonly userId: string
  readonly openedAtMs: number
  readonly language: string
  readonly files: MediaFile[]
  readonly generated: MediaFile[]
  /** How often a counted fault has struck in this session. */
  readonly strikes: Map<FaultName, number>
  draft: Draft | null
  /** As it was when the last message was taken. */
  draftBefore: Draft | null
  /** Faults that came with messages and still hold for the renders that follow. */
  faults: FaultSet
  isAnswering: boolean
  activeRenderId: string | null
}

/** Sessions, by id; those that nobody knows are answered 1002. */
export class Sessions {
  readonly #sessions = new Map<string, Session>()
  readonly #lostByText = new Map<string, number>()

  open(userId: string, language: string): Session {
    const session: Session = {
      id: randomUUID(),
      taskId: `task_${randomUUID().replaceAll('-', '').slice(0, 20)}`,
      userId,
      openedAtMs: Date.now(),
      language,
      files: [],
      generated: [],
      strikes: new Map(),
      draft: null,
      draftBefore: null,
      faults: {},
      isAnswering: false,
      activeRenderId: null,
    }
    this.#sessions.set(session.id, session)
    return session
  }

  /** @throws NemoRefusal 1002, also for a session of somebody else */
  find(id: string, userId: string): Session {
    const session = this.#sessions.get(id)
    if (session === undefined || session.userId !== userId) throw refuse.session()
    return session
  }

  languageOf(id: string): string | null {
    return this.#sessions.get(id)?.language ?? null
  }

  endRender(render: { readonly id: string; readonly sessionId: string }): void {
    const session = this.#sessions.get(render.sessionId)
    if (session?.activeRenderId === render.id) session.activeRenderId = null
  }

  dump() {
    return {
      open: [...this.#sessions.values()].map((session) => ({ ...session, strikes: [...session.strikes] })),
      lostByText: [...this.#lostByText],
    }
  }

  /** Takes in what was dumped. An edit that was under way then is not any more. */
  restore({ open, lostByText }: ReturnType<Sessions['dump']>): void {
    for (const session of open)
      this.#sessions.set(session.id, { ...session, strikes: new Map(session.strikes), isAnswering: false })
    for (const [key, times] of lostByText) this.#lostByText.set(key, times)
  }

  /** Loses the session when `text` was lost fewer than `times` times before, for this account. */
  loseFor(session: Session, text: string, times: number): boolean {
    const key = `${session.userId} ${text}`
    const lost = this.#lostByText.get(key) ?? 0
    if (lost >= times) return false
    this.#lostByText.set(key, lost + 1)
    this.#sessions.delete(session.id)
    return true
  }
}

/** True for the first `times` calls of one session: the counted faults. */
export function strikes(session: Session, fault: FaultName, times: number): boolean {
  const struck = session.strikes.get(fault) ?? 0
  if (struck >= times) return false
  session.strikes.set(fault, struck + 1)
  return true
}
