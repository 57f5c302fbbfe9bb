import { type Draft, VIDEO } from './drafts/draft.ts'
import { type FaultSet, faultNumber } from './faults.ts'

const NASTY = '\u0000\ud800\udc00\udfff\u001b[31m\u202e'
const MEGABYTE = 1024 * 1024

/** `text` as the fault `nasty_text` has it: with characters that databases and terminals choke on, as long as it says. */
export function nasty(text: string, faults: FaultSet): string {
  if (faults.nasty_text === undefined) return text
  const lengthBytes = Math.min(64, faultNumber(faults.nasty_text, 0)) * MEGABYTE
  return `${text}${NASTY}\ud800`.padEnd(lengthBytes, 'nasty ')
}

/** Names are spoiled, and no text that is drawn; long ones once only, for the whole draft. */
export function withNastyNames(draft: Draft, faults: FaultSet): Draft {
  if (faults.nasty_text === undefined) return draft
  const short: FaultSet = { nasty_text: '' }
  return {
    ...draft,
    m: { ...draft.m, title: nasty('project', faults) },
    t: draft.t.map((track) => ({
      ...track,
      m: { ...track.m, name: nasty(String(track.m?.name ?? ''), short) },
      sg: track.sg.map((segment) =>
        track.tt === VIDEO
          ? { ...segment, m: { ...segment.m, title: nasty(String(segment.m?.title ?? ''), short) } }
          : segment,
      ),
    })),
  }
}
