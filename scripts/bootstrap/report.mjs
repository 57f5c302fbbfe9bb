/** One line that tells the operator what to do; shown without a stack. */
export class BootstrapError extends Error {
  constructor(message, exitCode = 1) {
    super(message)
    this.exitCode = exitCode
  }
}

/** Shows that `work` goes on, and how long it took: a line that counts on a terminal, two plain lines elsewhere. */
export async function withProgress(title, work) {
  const startedAt = Date.now()
  const seconds = () => `${Math.round((Date.now() - startedAt) / 1000)} s`
  const isTerminal = process.stderr.isTTY === true
  const show = (text) => process.stderr.write(isTerminal ? `\r\x1b[K${text}` : `${text}\n`)
  show(`${title} …`)
  const timer = isTerminal ? setInterval(() => show(`${title} … ${seconds()}`), 1000) : undefined
  try {
    const result = await work()
    show(`${title}: ${seconds()}`)
    return result
  } catch (error) {
    show(`${title}: failed after ${seconds()}`)
    throw error
  } finally {
    clearInterval(timer)
    if (isTerminal) process.stderr.write('\n')
  }
}
