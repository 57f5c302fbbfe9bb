/** Lets one waiter know that something has happened, be it before or while it waits. */
export function createPulse(): { beat(): void; next(): Promise<void> } {
  let beaten = Promise.withResolvers<void>()
  return {
    beat: () => beaten.resolve(),
    next: async () => {
      await beaten.promise
      beaten = Promise.withResolvers<void>()
    },
  }
}
