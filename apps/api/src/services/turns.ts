/** Runs work of one key after the other, in the order in which it came. */
export type Turns = <T>(key: string, work: () => Promise<T>) => Promise<T>

/**
 * For work that would wait for its like in the database: here it waits without a connection, of which there are few.
 * Between processes the database still keeps it apart.
 */
export function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>()
  return (key, work) => {
    const mine = (last.get(key) ?? Promise.resolve()).then(work)
    const ended = mine
      .catch(() => undefined)
      .then(() => {
        if (last.get(key) === ended) last.delete(key)
      })
    last.set(key, ended)
    return mine
  }
}
