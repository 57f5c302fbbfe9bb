const KEYWORDS = ['export', 'download', 'credits', 'balance', 'status', 'upload'] as const
const ANYWAY: Readonly<Record<string, string>> = { balence: 'balance', ballence: 'balance' }
/** What a slip would make of a keyword, but is a word of its own. */
const WORDS = new Set(['credit', 'stats'])

const SLIPS: ReadonlyMap<string, string> = new Map([
  ...KEYWORDS.flatMap((keyword) => slipsOf(keyword).map((slip) => [slip, keyword] as const)),
  ...Object.entries(ANYWAY),
])

/** The keyword that was meant by a word with one letter left out, doubled or swapped with the next; else the word. */
export function correct(word: string): string {
  return SLIPS.get(word) ?? word
}

/** Wrong letters are no slips of ours: they turn export into expert. */
function slipsOf(keyword: string): string[] {
  const letters = [...keyword]
  return letters
    .flatMap((letter, index) => [
      letters.toSpliced(index, 1),
      letters.toSpliced(index, 0, letter),
      letters.toSpliced(index, 2, letters[index + 1] ?? '', letter),
    ])
    .map((slip) => slip.join(''))
    .filter((slip) => slip !== keyword && !WORDS.has(slip))
}
