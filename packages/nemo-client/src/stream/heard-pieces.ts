/**
 * Remembers the pieces of a text that a later event may repeat as a whole. All comparing is done without white space,
 * since pieces and whole differ in it.
 */
export type HeardPieces = {
  readonly add: (text: string, speaker: string) => void
  /**
   * Judges a whole text: null when it only repeats pieces heard before, else what of it is new: the end that the pieces
   * did not reach, or all of it. Pieces that it confirms are forgotten.
   */
  readonly newIn: (whole: string, speaker: string) => { readonly text: string; readonly isContinuation: boolean } | null
}

type Piece = { readonly speaker: string; readonly solid: string }

export function createHeardPieces(): HeardPieces {
  let pieces: Piece[] = []
  let wholeStream = ''

  return {
    add: (text, speaker) => {
      const solid = withoutSpace(text)
      wholeStream += solid
      if (solid !== '') pieces.push({ speaker, solid })
    },
    newIn: (whole, speaker) => {
      const solid = withoutSpace(whole)
      if (solid === '') return null
      const own = pieces.filter((piece) => piece.speaker === speaker)
      for (const candidates of [own, pieces]) {
        const run = findRun(candidates, solid)
        if (run === null) continue
        pieces = pieces.filter((piece) => !run.has(piece))
        return null
      }
      if (pieces.length > 0 && solid === wholeStream) {
        pieces = []
        return null
      }
      const isOwn = own.length > 0
      const rest = restAfter(join(isOwn ? own : pieces), whole)
      pieces = isOwn ? pieces.filter((piece) => piece.speaker !== speaker) : []
      wholeStream += withoutSpace(rest ?? whole)
      return { text: rest ?? whole, isContinuation: rest !== null }
    },
  }
}

/** Neighbouring pieces that together are exactly this text. */
function findRun(pieces: readonly Piece[], solid: string): Set<Piece> | null {
  let first = 0
  let length = 0
  for (let last = 0; last < pieces.length; last++) {
    length += pieces[last]?.solid.length ?? 0
    while (length > solid.length) length -= pieces[first++]?.solid.length ?? 0
    if (length !== solid.length) continue
    const run = pieces.slice(first, last + 1)
    if (join(run) === solid) return new Set(run)
  }
  return null
}

/** The part of `whole` that comes after `said`; null when `whole` does not begin with it. */
function restAfter(said: string, whole: string): string | null {
  if (said === '') return null
  let matched = 0
  for (let index = 0; index < whole.length; index++) {
    const unit = whole.charAt(index)
    if (/\s/.test(unit)) continue
    if (matched === said.length) return whole.slice(whole.slice(0, index).trimEnd().length)
    if (unit !== said.charAt(matched++)) return null
  }
  return null
}

const join = (pieces: readonly Piece[]): string => pieces.map((piece) => piece.solid).join('')
const withoutSpace = (text: string): string => text.replace(/\s+/g, '')
