/** Answers of so many kinds at a time; the oldest one gives way. */
const MOST_KEPT = 1_000
/** What took long to read is kept so many times as long: reading it takes up a twentieth of one connection at most. */
const KEPT_FOR_ITS_TIME = 20

/**
 * Keeps answers for a moment, also those that are still being worked out: many who ask for the same cost one reading.
 * What failed is not kept.
 */
export function createRecentAnswers<Answer>(
  ageMs: number,
  now: () => number = () => performance.now(),
): (key: string, read: () => Promise<Answer>) => Promise<Answer> {
  const kept = new Map<string, { until: number; readonly answer: Promise<Answer> }>()
  const dropOld = (): void => {
    for (const [key, { until }] of kept) if (until <= now() || kept.size >= MOST_KEPT) kept.delete(key)
  }
  return (key, read) => {
    dropOld()
    const recent = kept.get(key)
    if (recent !== undefined) return recent.answer
    const askedAt = now()
    const asked = { until: Number.POSITIVE_INFINITY, answer: read() }
    kept.set(key, asked)
    asked.answer.then(
      () => {
        asked.until = Math.max(askedAt + ageMs, now() + (now() - askedAt) * KEPT_FOR_ITS_TIME)
      },
      () => {
        if (kept.get(key) === asked) kept.delete(key)
      },
    )
    return asked.answer
  }
}
