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

/** Sessions live in memory: a restart of the sandbox forgets them, and answers 1002 for their ids. */
export class Sessions {
  readonly #sessions = new Map<string, Session>()
  readonly #lostByText = new Map<string, number>()

  open(userId: string, language: string): Session {
    const session: Session = {
      id: randomUUID(),
      taskId: `task_${randomUUID().replaceAll('-', '').slice(0, 20)}`,
      userId,
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
