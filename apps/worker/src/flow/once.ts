import { LeaseLost } from '@nemo-batch/database'

/** How often a worker that was held up between its intent and its call begins anew. */
const MAX_INTENTS = 3

/**
 * The only way to a call that costs money or cannot be undone. The intent is stored before the call; a run that finds
 * an intent without an answer asks the provider instead of calling again. Between the two a worker may have been frozen
 * until another one took its job: then it does not call. If the job turns out to be its own still, it takes the intent
 * back, for nobody else can know that nothing was sent, and begins anew.
 */
export async function once<T>(paid: {
  readonly wasIntended: boolean
  readonly recordIntent: () => Promise<void>
  /** Throws LeaseLost when the lease may be over. */
  readonly assertFresh: () => void
  /** Throws LeaseLost when it is over. */
  readonly takeBack: () => Promise<void>
  readonly call: () => Promise<T>
  readonly ask: () => Promise<T>
}): Promise<T> {
  if (paid.wasIntended) return paid.ask()
  for (let intents = 1; ; intents += 1) {
    await paid.recordIntent()
    if (isFresh(paid.assertFresh)) return paid.call()
    await paid.takeBack()
    if (intents === MAX_INTENTS) throw new Error('this process is held up too often to begin a call that is paid')
  }
}

function isFresh(assertFresh: () => void): boolean {
  try {
    assertFresh()
    return true
  } catch (error) {
    if (error instanceof LeaseLost) return false
    throw error
  }
}
