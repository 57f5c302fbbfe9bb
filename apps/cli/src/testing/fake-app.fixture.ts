/**
 * Stands in for an app of the stack: `node fake-app.fixture.ts`, told by its environment what it is and how to
 * behave. Writes what it lives through to the journal, a line each.
 */
import { appendFileSync } from 'node:fs'
import { createServer } from 'node:http'
import path from 'node:path'

const { FAKE_JOURNAL = '', FAKE_STUBBORN = '', FAKE_SLOW = '', PORT, SANDBOX_PORT, FAKE_NAME } = process.env
const name = FAKE_NAME ?? path.basename(process.argv[1] ?? '', '.mjs')
const note = (what: string): void => appendFileSync(FAKE_JOURNAL, `${name} ${what}\n`)

let signals = 0
const onSignal = (): void => {
  signals += 1
  note(signals === 1 ? 'stopping' : 'stopped twice')
  if (FAKE_STUBBORN === name) return
  setTimeout(
    () => {
      note('stopped')
      process.exit(0)
    },
    FAKE_SLOW === name ? 1_000 : 50,
  )
}
process.on('SIGTERM', onSignal)
process.on('SIGINT', onSignal)

const port = name === 'sandbox' ? SANDBOX_PORT : PORT
if (name === 'worker') setInterval(() => {}, 60_000)
else createServer((_request, response) => response.end('ok')).listen(Number(port), '127.0.0.1')
note(`started ${process.pid}`)
