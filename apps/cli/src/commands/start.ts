import { once } from 'node:events'
import { createLogger, parseConfig } from '@nemo-batch/runtime'
import { EXIT, type ExitCode } from '../exit-code.ts'
import type { Environment } from '../stack/process-environment.ts'
import type { Stack } from '../stack/run-stack.ts'
import { withStack } from '../stack/with-stack.ts'

/**
 * Runs the whole service until a signal ends it.
 * @returns 0 when it ended cleanly, 1 when a part had to be killed, 130 when it was interrupted before it was up
 */
export async function start(environment: Environment): Promise<ExitCode> {
  const config = parseConfig(environment)
  const logger = createLogger('nemo-batch', config.LOG_LEVEL)
  const run = await withStack({ config, environment, logger, output: 'inherit' }, async (stack, signal) => {
    process.stdout.write(`${welcome(stack).join('\n')}\n`)
    if (!signal.aborted) await once(signal, 'abort')
    return 'was up'
  })
  if (run.killed.length > 0) return EXIT.failed
  return run.result === undefined ? EXIT.interrupted : EXIT.ok
}

function welcome(stack: Stack): string[] {
  return [
    '',
    `  nemo-batch is ready at ${stack.apiUrl}`,
    `  dashboard:     ${stack.apiUrl}/`,
    `  documentation: ${stack.apiUrl}/docs`,
    ...(stack.sandboxUrl === undefined
      ? []
      : [
          `  sandbox:       ${stack.sandboxUrl} stands in for NemoVideo: no credits are spent, nothing leaves this machine`,
        ]),
    ...(stack.isAdminApiKeyNew ? [`  admin key:     ${stack.adminApiKey} (shown this once; kept in DATA_DIR)`] : []),
    '',
  ]
}
