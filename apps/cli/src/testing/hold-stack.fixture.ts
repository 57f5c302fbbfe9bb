/** `node hold-stack.fixture.ts <folder> [<name>=<value> …]`: a stack of stand-ins until a signal ends it. */
import { once } from 'node:events'
import { withStack } from '../stack/with-stack.ts'
import { fakeStackOptions } from './given-stack.fixture.ts'

const [, , folder = '', ...settings] = process.argv
const environment = Object.fromEntries(settings.map((setting) => setting.split('=')))
const run = await withStack(fakeStackOptions(folder, environment), async (_stack, signal) => {
  process.stdout.write('ready\n')
  if (!signal.aborted) await once(signal, 'abort')
})
process.stdout.write(`killed: ${run.killed.join(',')}\n`)
