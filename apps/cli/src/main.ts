#!/usr/bin/env node
import { VERSION } from '@nemo-batch/runtime'
import { Command, CommanderError } from 'commander'
import type { ClientOptions } from './client/client-settings.ts'
import type { CreateKeyOptions } from './commands/keys.ts'
import type { SubmitCommandOptions } from './commands/submit.ts'
import { describeError, EXIT, type ExitCode, exitCodeOf } from './exit-code.ts'
import { listenForStop } from './stack/stop-signals.ts'

const environment = process.env

// Each command is loaded when it is called: `--help` shall not wait for the database's modules.

async function interruptible(work: (signal: AbortSignal) => Promise<ExitCode>): Promise<ExitCode> {
  const signals = listenForStop(() => process.exit(EXIT.interrupted))
  try {
    return await work(signals.signal)
  } catch (error) {
    if (!signals.wasInterrupted()) throw error
    return EXIT.interrupted
  } finally {
    signals.dispose()
  }
}

/** Where the service is: the same for every command that calls it. */
const client = (command: Command): Command =>
  command
    .option('--api-url <url>', 'where the service is (NEMO_BATCH_URL; else http://127.0.0.1:3000)')
    .option('--api-key <key>', 'an API key (better NEMO_BATCH_API_KEY; else the one kept in DATA_DIR)')

let exitCode: ExitCode = EXIT.ok
const program = new Command('nemo-batch')
  .description('Batches of photos into videos with NemoVideo')
  .version(VERSION)
  .exitOverride()

program
  .command('start')
  .description('run the whole service until Ctrl-C')
  .action(async () => {
    const { start } = await import('./commands/start.ts')
    exitCode = await start(environment)
  })
program
  .command('demo')
  .description('turn real photos into checked MP4s on a stack of its own, then stop')
  .action(async () => {
    const { demo } = await import('./commands/demo.ts')
    exitCode = await demo(environment)
  })
program
  .command('migrate')
  .description('bring the database up to date, then stop')
  .action(async () => {
    const { migrate } = await import('./commands/migrate.ts')
    exitCode = await migrate(environment)
  })
client(program.command('submit <folder>'))
  .description('upload a folder of photos as a batch: a job for each sub-folder, else for each photo')
  .requiredOption('-i, --instruction <text>', 'what to make of the photos of each job')
  .option('-n, --name <text>', "the batch's name (else the folder's)")
  .option('--together', 'one job of all the photos')
  .option('-w, --watch', 'stay and show progress until the batch has ended')
  .option('-o, --out <folder>', 'stay, then download the videos to this folder')
  .action(async (folder: string, options: SubmitCommandOptions) => {
    const { submit } = await import('./commands/submit.ts')
    exitCode = await interruptible((signal) => submit(folder, options, environment, signal))
  })
client(program.command('watch <batch>'))
  .description("show a batch's progress until it has ended")
  .action(async (batchId: string, options: ClientOptions) => {
    const { watch } = await import('./commands/watch.ts')
    exitCode = await interruptible((signal) => watch(batchId, options, environment, signal))
  })

const keys = program.command('keys').description('make, list and revoke API keys; takes an admin key')
client(keys.command('create <name>'))
  .description('make a key; it is shown this once')
  .requiredOption('-s, --scopes <scopes>', 'what it may do: jobs:read, jobs:write, webhooks, admin; with commas')
  .option('-p, --project <id>', "the project whose objects it sees (else the admin key's)")
  .action(async (name: string, options: CreateKeyOptions) => {
    const { createKey } = await import('./commands/keys.ts')
    exitCode = await interruptible((signal) => createKey(name, options, environment, signal))
  })
client(keys.command('list'))
  .description('the keys of all projects, without the keys themselves')
  .action(async (options: ClientOptions) => {
    const { listKeys } = await import('./commands/keys.ts')
    exitCode = await interruptible((signal) => listKeys(options, environment, signal))
  })
client(keys.command('revoke <id>'))
  .description('close the service to a key, at once')
  .action(async (keyId: string, options: ClientOptions) => {
    const { revokeKey } = await import('./commands/keys.ts')
    exitCode = await interruptible((signal) => revokeKey(keyId, options, environment, signal))
  })

// `nemo-batch watch … | head` is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.ok)
  throw error
})
try {
  await program.parseAsync()
} catch (error) {
  exitCode = exitCodeOf(error)
  if (!(error instanceof CommanderError)) process.stderr.write(`${describeError(error)}\n`)
}
process.exitCode = exitCode
