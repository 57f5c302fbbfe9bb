/**
 * The only way to a call that costs money or cannot be undone. The intent is stored before the call; a run that finds
 * an intent without an answer asks the provider instead of calling again. Between the two a worker may have been frozen
 * until another one took its job: then it does not call.
 */
export async function once<T>(paid: {
  readonly wasIntended: boolean
  readonly recordIntent: () => Promise<void>
  /** Throws when the lease may be over. */
  readonly assertFresh: () => void
  readonly call: () => Promise<T>
  readonly ask: () => Promise<T>
}): Promise<T> {
  if (paid.wasIntended) return paid.ask()
  await paid.recordIntent()
  paid.assertFresh()
  return paid.call()
}
