import { CHANGE_IDS_TOLD, type Changes, type ChangeTopic } from '@nemo-batch/contracts'
import type { ChangeFeed, ChangeInterest, Changes as CommittedChanges } from '@nemo-batch/database'
import type { SseMessage } from './sse-writer.ts'

/**
 * `hello`, and then what changed, for as long as the signal lets it. What happens while a reader is busy is put into one
 * message for it, so that one that is slow is told less often, and none costs more than one message of memory.
 */
export async function* followChanges(
  feed: Pick<ChangeFeed, 'watch'>,
  interest: ChangeInterest,
  signal: AbortSignal,
): AsyncGenerator<SseMessage> {
  const untold = createUntold()
  let wake: () => void = () => undefined
  const watcher = feed.watch(interest, (changes) => {
    untold.add(changes)
    wake()
  })
  const { promise: isGone, resolve: leave } = Promise.withResolvers<void>()
  signal.addEventListener('abort', () => leave(), { once: true })
  if (signal.aborted) leave()
  try {
    await Promise.race([watcher.isWatching, isGone])
    if (!signal.aborted) yield { event: 'hello', data: { object: 'hello' } }
    while (!signal.aborted) {
      const data = untold.take()
      if (data !== null) {
        yield { event: 'changes', data }
        continue
      }
      const { promise: isWoken, resolve } = Promise.withResolvers<void>()
      wake = resolve
      await Promise.race([isWoken, isGone])
    }
  } finally {
    watcher.stop()
  }
}

type Untold = {
  add(changes: CommittedChanges): void
  /** Null when there is nothing. */
  take(): Changes | null
}

function createUntold(): Untold {
  const [batches, jobs, topics] = [new Set<string>(), new Set<string>(), new Set<ChangeTopic>()]
  let hasMore = false
  const addIds = (to: Set<string>, ids: Iterable<string>): void => {
    for (const id of ids)
      if (to.size < CHANGE_IDS_TOLD) to.add(id)
      else if (!to.has(id)) {
        hasMore = true
        return
      }
  }
  return {
    add({ batchIds, jobIds, isCut, topics: changed }) {
      addIds(batches, batchIds)
      addIds(jobs, jobIds)
      hasMore ||= isCut
      for (const topic of changed) topics.add(topic)
    },
    take() {
      if (batches.size === 0 && jobs.size === 0 && topics.size === 0 && !hasMore) return null
      const changes: Changes = {
        object: 'changes',
        batches: [...batches],
        jobs: [...jobs],
        has_more: hasMore,
        topics: [...topics],
      }
      for (const told of [batches, jobs, topics]) told.clear()
      hasMore = false
      return changes
    },
  }
}
