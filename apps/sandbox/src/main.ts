import { createLogger, onStopSignal } from '@nemo-batch/runtime'
import { parseSandboxConfig } from './config.ts'
import { createSandbox } from './index.ts'

try {
  const options = parseSandboxConfig(process.env)
  const logger = createLogger('nemo-sandbox', options.logLevel)
  const sandbox = await createSandbox({ ...options, logger })
  const { profile, dialect } = options
  // Printed even when logging is off: it is how a script learns the port.
  process.stdout.write(`${JSON.stringify({ event: 'listening', url: sandbox.url, profile, dialect })}\n`)
  onStopSignal(() => void sandbox.close().then(() => process.exit(0)))
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : 'cannot start'}\n`)
  process.exitCode = 1
}
