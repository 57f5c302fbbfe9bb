import type { Page, ServiceEvent } from '@nemo-batch/sdk'

/** What is known of a log that only ever grows. */
export type EventLog = {
  /** In the order in which they happened. */
  readonly events: readonly ServiceEvent[]
  /** Where its last page begins: what is new stands there or behind it. */
  readonly lastPage: string | undefined
}

export const EMPTY_LOG: EventLog = { events: [], lastPage: undefined }

/**
 * Reads on where a log was left: its last page once more, and all behind it. Nothing that is known is asked for again
 * but what shares that page.
 */
export async function readOn(
  log: EventLog,
  pagesFrom: (cursor: string | undefined) => AsyncIterable<Page<ServiceEvent>>,
): Promise<EventLog> {
  const seen = new Set(log.events.map(({ id }) => id))
  const added: ServiceEvent[] = []
  let lastPage = log.lastPage
  for await (const page of pagesFrom(lastPage)) {
    for (const event of page.data) {
      if (seen.has(event.id)) continue
      seen.add(event.id)
      added.push(event)
    }
    lastPage = page.next_cursor ?? lastPage
  }
  // the same object, so that nothing is drawn anew for nothing
  return added.length === 0 && lastPage === log.lastPage ? log : { events: [...log.events, ...added], lastPage }
}
