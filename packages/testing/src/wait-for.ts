const LOOK_EVERY_MS = 20

export type WaitOptions = {
  readonly timeoutMs?: number
  /** What is waited for, as the error will say it. */
  readonly describe?: string
}

/**
 * Looks until `condition` answers something other than `false`, `null` or `undefined`, and returns that. A condition
 * that throws counts as not met; its last error is the cause of the one thrown at the end.
 */
export async function waitFor<T>(
  condition: () => T | Promise<T>,
  { timeoutMs = 10_000, describe = 'the condition' }: WaitOptions = {},
): Promise<Exclude<T, false | null | undefined>> {
  const deadline = Date.now() + timeoutMs
  let cause: unknown
  do {
    try {
      const answer = await condition()
      if (isMet(answer)) return answer
    } catch (error) {
      cause = error
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  } while (Date.now() < deadline)
  throw new Error(`Waited ${timeoutMs} ms in vain for ${describe}`, { cause })
}

function isMet<T>(answer: T): answer is Exclude<T, false | null | undefined> {
  return answer !== false && answer !== null && answer !== undefined
}
