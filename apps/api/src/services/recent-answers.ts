/** Answers of so many kinds at a time; the oldest one gives way. */
const MOST_KEPT = 1_000

/**
 * Keeps answers for a moment, also those that are still being worked out: many who ask for the same cost one reading.
 * What failed is not kept.
 */
export function createRecentAnswers<Answer>(
  ageMs: number,
  now: () => number = () => performance.now(),
): (key: string, read: () => Promise<Answer>) => Promise<Answer> {
  const kept = new Map<string, { readonly at: number; readonly answer: Promise<Answer> }>()
  const dropOld = (): void => {
    for (const [key, { at }] of kept) {
      if (now() - at < ageMs && kept.size < MOST_KEPT) return
      kept.delete(key)
    }
  }
  return (key, read) => {
    dropOld()
    const recent = kept.get(key)
    if (recent !== undefined) return recent.answer
    const answer = read()
    const asked = { at: now(), answer }
    kept.set(key, asked)
    answer.catch(() => kept.get(key) === asked && kept.delete(key))
    return answer
  }
}
