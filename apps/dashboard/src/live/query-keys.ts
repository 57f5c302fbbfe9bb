/** What the service tells of; see `GET /v1/changes`. */
export type ToldChanges = {
  readonly batches: readonly string[]
  readonly jobs: readonly string[]
  readonly has_more: boolean
  readonly topics: readonly string[]
}

/**
 * How queries are named, and so what makes them be read again:
 *
 * | key begins with        | holds                                                        |
 * | ---------------------- | ------------------------------------------------------------ |
 * | `batches`              | lists of batches                                             |
 * | `batch`, id            | one batch: itself, its rows of jobs, its figures             |
 * | `jobs`                 | lists of jobs, a search                                      |
 * | `job`, id              | one job: itself, its events                                  |
 * | `stats`, `error_groups`| figures of the project                                       |
 * | a topic of the service | `accounts`, `webhook_endpoints`, `webhook_deliveries`, …     |
 * | `system`               | the installation; workers count                              |
 */
export function keysOf({ batches, jobs, has_more: hasMore, topics }: ToldChanges): readonly (readonly string[])[] {
  const keys: (readonly string[])[] = topics.map((topic) => [topic])
  if (topics.includes('workers')) keys.push(['system'])
  // an endpoint is shown with how its deliveries fare
  if (topics.includes('webhook_deliveries')) keys.push(['webhook_endpoints'])
  if (batches.length + jobs.length === 0 && !hasMore) return keys
  keys.push(['batches'], ['jobs'], ['stats'], ['error_groups'], ['system'])
  if (hasMore) keys.push(['batch'], ['job'])
  else keys.push(...batches.map((id) => ['batch', id]), ...jobs.map((id) => ['job', id]))
  return keys
}
