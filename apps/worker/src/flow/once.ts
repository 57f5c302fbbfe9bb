/**
 * The only way to a call that costs money or cannot be undone. The intent is stored before the call; a run that finds
 * an intent without an answer asks the provider instead of calling again.
 */
export async function once<T>(paid: {
  readonly wasIntended: boolean
  readonly recordIntent: () => Promise<void>
  readonly call: () => Promise<T>
  readonly ask: () => Promise<T>
}): Promise<T> {
  if (paid.wasIntended) return paid.ask()
  await paid.recordIntent()
  return paid.call()
}
