/** Runs something each time that so long has passed, until what it answers is called. Keeps no process alive. */
export function every(intervalMs: number, run: () => void): () => void {
  const timer = setInterval(run, intervalMs).unref()
  return () => clearInterval(timer)
}
