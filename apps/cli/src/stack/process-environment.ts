import path from 'node:path'
import type { Config } from '@nemo-batch/runtime'
import type { GeneratedSettings } from './generated-settings.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** The sandbox renders in seconds, so a look every 30 s would be most of a job's time. Only where nothing was set. */
const SANDBOX_PACE = {
  NEMO_RENDER_POLL_INTERVAL_MS: '2000',
  NEMO_RENDER_MAX_POLLS: '150',
  NEMO_SETTLE_DELAY_MS: '500',
} as const

export type StackAddresses = {
  readonly databaseUrl: string
  readonly apiPort: number
  /** undefined: the real provider. */
  readonly sandboxUrl: string | undefined
}

/** What the API and the worker are started with. */
export function serviceEnvironment(
  environment: Environment,
  config: Config,
  generated: GeneratedSettings,
  addresses: StackAddresses,
): NodeJS.ProcessEnv {
  return {
    ...(addresses.sandboxUrl === undefined ? {} : { ...SANDBOX_PACE, SANDBOX_URL: addresses.sandboxUrl }),
    ...withoutUnset(environment),
    HOST: config.HOST,
    PORT: String(addresses.apiPort),
    DATA_DIR: config.DATA_DIR,
    DATABASE_URL: addresses.databaseUrl,
    ADMIN_API_KEY: generated.adminApiKey,
    ENCRYPTION_KEY: generated.encryptionKey,
    NEMO_CLIENT_ID: generated.nemoClientId,
    ...(addresses.sandboxUrl === undefined ? {} : { SANDBOX_URL: addresses.sandboxUrl }),
  }
}

const SECRETS_OF_THE_SERVICE = [
  'DATABASE_URL',
  'REDIS_URL',
  'STORAGE_URL',
  'ADMIN_API_KEY',
  'ENCRYPTION_KEY',
  'NEMO_TOKEN',
]

/** What the sandbox is started with: it stands for somebody else's service and is told none of our secrets. */
export function sandboxEnvironment(environment: Environment, config: Config, port: number): NodeJS.ProcessEnv {
  const theirs = Object.entries(withoutUnset(environment)).filter(([name]) => !SECRETS_OF_THE_SERVICE.includes(name))
  return {
    SANDBOX_DIR: path.join(config.DATA_DIR, 'sandbox'),
    ...Object.fromEntries(theirs),
    SANDBOX_HOST: '127.0.0.1',
    SANDBOX_PORT: String(port),
  }
}

const withoutUnset = (environment: Environment): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''))

/** An address of this machine to call; a wildcard is not one. */
export function localOrigin(host: string, port: number): string {
  const callable = host === '0.0.0.0' || host === '' ? '127.0.0.1' : host === '::' ? '::1' : host
  return `http://${callable.includes(':') ? `[${callable}]` : callable}:${port}`
}
