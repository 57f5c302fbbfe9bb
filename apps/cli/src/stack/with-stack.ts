import { runStack, type Stack, type StackOptions } from './run-stack.ts'
import { listenForStop } from './stop-signals.ts'

/** After the second signal: long enough to stop a database that has no clients left. */
const FORCED_EXIT_MS = 4_000

export type StackRun<T> = {
  readonly result: T
  /** A signal ended the work. */
  readonly wasInterrupted: boolean
  /** Parts that did not end in time and had to be killed. */
  readonly killed: readonly string[]
}

/**
 * Starts the stack, does the work and stops the stack again, whatever happens. A stop signal aborts the work's signal.
 * @throws what the work throws, unless it was interrupted; StackError when a process could not be kept running
 */
export async function withStack<T>(
  options: Omit<StackOptions, 'signal'>,
  work: (stack: Stack, signal: AbortSignal) => Promise<T>,
): Promise<StackRun<T | undefined>> {
  let stack: Stack | undefined
  const signals = listenForStop(() => {
    stack?.kill()
    // Without a stack the processes started so far end with this one.
    setTimeout(() => process.exit(130), stack === undefined ? 0 : FORCED_EXIT_MS).unref()
  })
  let result: T | undefined
  let failure: unknown
  try {
    stack = await runStack({ ...options, signal: signals.signal })
    result = await workUnlessGivenUp(stack, signals.signal, work)
  } catch (error) {
    if (!signals.wasInterrupted()) failure = error ?? new Error('unknown failure')
  }
  const killed = (await stack?.stop()) ?? []
  signals.dispose()
  if (failure !== undefined) throw failure
  return { result, wasInterrupted: signals.wasInterrupted(), killed }
}

async function workUnlessGivenUp<T>(
  stack: Stack,
  signal: AbortSignal,
  work: (stack: Stack, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const enough = new AbortController()
  const working = work(stack, AbortSignal.any([signal, enough.signal]))
  working.catch(() => {})
  return Promise.race([working, stack.givenUp]).finally(() => enough.abort())
}
