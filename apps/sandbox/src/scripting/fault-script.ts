import type { CallName } from '../call-log.ts'
import type { CheckedFault, ScriptedAnswer } from './scripted-fault.ts'

/** A scripted fault and what became of it: how many calls it has answered, and how many it still will. */
export type ScriptedTurns = CheckedFault & { readonly answered: number; readonly left: number }

export type CallSubject = {
  readonly sessionId: string | null
  readonly renderId: string | null
  readonly language: string | null
}

/** One call's turn in the script; given back when the call came to nothing by itself. */
export type Turn = { readonly answer: ScriptedAnswer; giveBack(): void }

type Entry = { -readonly [Key in keyof ScriptedTurns]: ScriptedTurns[Key] }

/** The faults of single calls, in the order in which they were written down; the first that matches answers. */
export class FaultScript {
  #entries: Entry[] = []

  /** Its counts live on in what is returned. */
  add(fault: CheckedFault): ScriptedTurns {
    const entry: Entry = { ...fault, answered: 0, left: fault.times }
    this.#entries.push(entry)
    return entry
  }

  take(call: CallName, subject: CallSubject): Turn | null {
    for (const entry of this.#entries) {
      if (entry.left === 0 || entry.call !== call || !isAbout(entry, subject)) continue
      if (entry.skip > 0) {
        entry.skip -= 1
        continue
      }
      count(entry, 1)
      return { answer: entry.answer, giveBack: () => count(entry, -1) }
    }
    return null
  }

  list(): readonly ScriptedTurns[] {
    return this.#entries
  }

  clear(): void {
    this.#entries = []
  }
}

function count(entry: Entry, calls: number): void {
  entry.answered += calls
  entry.left -= calls
}

const isAbout = (fault: CheckedFault, subject: CallSubject): boolean =>
  (fault.session_id === undefined || fault.session_id === subject.sessionId) &&
  (fault.render_id === undefined || fault.render_id === subject.renderId) &&
  (fault.language === undefined || fault.language === subject.language)
