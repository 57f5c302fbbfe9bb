import { isIP } from 'node:net'
import path from 'node:path'
import { z } from 'zod'

const unset = (value: unknown): unknown => (value === '' ? undefined : value)
const text = z.preprocess(unset, z.string().trim().min(1).optional())
const url = (protocols: readonly string[]) =>
  z.preprocess(
    unset,
    z
      .string()
      .refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), {
        message: `must be a URL that starts with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
      })
      .optional(),
  )
const whole = (fallback: number, min: number, max: number) =>
  z.preprocess(unset, z.coerce.number().int().min(min).max(max).default(fallback))

/** Addresses and CIDR blocks, with commas between them. */
const networks = z.preprocess(
  (value) => (typeof value === 'string' ? value.split(',').flatMap((part) => part.trim() || []) : (value ?? [])),
  z.array(z.string().refine(isNetwork, { message: 'must be IP addresses or CIDR blocks, with commas between them' })),
)

function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/')
  const version = isIP(address)
  if (version === 0 || rest.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
}

const HOUR_MS = 3_600_000

const UNIT_MS = { ms: 1, s: 1_000, m: 60_000, h: HOUR_MS, d: 24 * HOUR_MS } as const
const DELAY = /^(\d{1,9})(ms|s|m|h|d)$/
const MAX_RETRIES = 30
/** What a delayed wake-up can wait. */
const MAX_RETRY_DELAY_MS = 14 * 24 * HOUR_MS

/** `5s,5m,2h` as milliseconds. */
const retrySchedule = z.preprocess(
  unset,
  z
    .string()
    .default('5s,5m,30m,2h,5h,10h,10h')
    .transform((text) => text.split(',').map((part) => readDelayMs(part.trim())))
    .refine(
      (delays) =>
        delays.length <= MAX_RETRIES && delays.every((delayMs) => delayMs > 0 && delayMs <= MAX_RETRY_DELAY_MS),
      { message: `must be up to ${MAX_RETRIES} delays like 500ms, 5s, 5m, 2h or 1d, with commas between them` },
    ),
)

function readDelayMs(text: string): number {
  const [, amount, unit] = DELAY.exec(text) ?? []
  return amount === undefined ? Number.NaN : Number(amount) * UNIT_MS[unit as keyof typeof UNIT_MS]
}

/** Every setting of the service: name, default and meaning are the public contract's. */
export const environmentSchema = z.object({
  HOST: z.preprocess(unset, z.string().default('127.0.0.1')).describe('address the API listens on'),
  PORT: whole(3000, 0, 65_535).describe('port the API listens on; 0 takes a free one'),
  DATA_DIR: z.preprocess(unset, z.string().default('.data')).describe('embedded Postgres, files, generated keys'),
  DATABASE_URL: url(['postgres:', 'postgresql:']).describe('unset: embedded Postgres'),
  REDIS_URL: url(['redis:', 'rediss:']).describe("unset: BullMQ's Postgres backend on the same database"),
  STORAGE_URL: url(['s3:']).describe('unset: files under DATA_DIR; s3://bucket?region=…&endpoint=…'),
  ADMIN_API_KEY: z
    .preprocess(unset, z.string().min(16).max(200).optional())
    .describe('unset: generated once; the bootstrap admin key'),
  ENCRYPTION_KEY: z
    .preprocess(
      unset,
      z
        .string()
        .refine((value) => Buffer.from(value, 'base64').length === 32, { message: 'must be 32 bytes in base64' })
        .optional(),
    )
    .describe('32 bytes, base64; generated once in DATA_DIR; must be set with an external database'),
  TRUST_PROXY: networks.describe(
    'proxies in front, as IP addresses or CIDR blocks: the address of a caller is the one that they tell',
  ),
  API_RATE_LIMIT_PER_MINUTE: whole(30_000, 1, 100_000_000).describe('requests that one API key may send in a minute'),
  PUBLIC_URL: url(['http:', 'https:']).describe('base of links handed out; unset: from host and port'),
  NEMO_API_URL: url(['http:', 'https:']).describe('with NEMO_TOKEN unset too, the sandbox is started and used'),
  SANDBOX_URL: url(['http:', 'https:']).describe(
    'set by `nemo-batch start` for its own processes when the sandbox stands in',
  ),
  NEMO_WEB_URL: z
    .preprocess(unset, z.url().default('https://nemovideo.com'))
    .describe('base of links to the provider that people follow'),
  NEMO_TOKEN: text.describe('a token of your own; unset: an anonymous account'),
  NEMO_CLIENT_ID: z.preprocess(unset, z.uuid().optional()).describe('unset: generated once and kept for ever'),
  SKILL_PLATFORM: text.describe('attribution header; unset: found from the install path'),
  NEMO_MAX_ACTIVE_JOBS: whole(8, 1, 10_000).describe('jobs in flight per account'),
  NEMO_RENDER_POLL_INTERVAL_MS: whole(30_000, 10, HOUR_MS).describe('between two looks at a render'),
  NEMO_RENDER_MAX_POLLS: whole(10, 1, 10_000).describe('looks at a render before render_timeout'),
  NEMO_STREAM_TIMEOUT_MS: whole(900_000, 100, HOUR_MS).describe('hard stop of an event stream'),
  NEMO_STREAM_IDLE_TIMEOUT_MS: whole(600_000, 100, HOUR_MS).describe(
    'a stream with heartbeats alone for so long has timed out',
  ),
  NEMO_RECOVERY_FIRST_DELAY_MS: whole(30_000, 0, HOUR_MS).describe('after a broken stream, before the first read'),
  NEMO_RECOVERY_DELAY_MS: whole(60_000, 0, HOUR_MS).describe('between later reads'),
  NEMO_RECOVERY_MAX_READS: whole(5, 1, 1_000).describe('unchanged reads before the outcome is unknown'),
  NEMO_SETTLE_DELAY_MS: whole(3_000, 0, HOUR_MS).describe('between the two reads that must agree'),
  NEMO_RATE_LIMIT_DELAY_MS: whole(30_000, 0, HOUR_MS).describe('after 429 without Retry-After'),
  NEMO_BALANCE_CHECK_INTERVAL_MS: whole(60_000, 100, 24 * HOUR_MS).describe('while blocked for credits'),
  ALLOW_PRIVATE_NETWORKS: z
    .preprocess(unset, z.enum(['true', 'false']).default('false'))
    .transform((value) => value === 'true')
    .describe('true lets media URLs and webhooks reach loopback and private addresses'),
  WEBHOOK_RETRY_SCHEDULE: retrySchedule.describe(
    'delays between attempts at a webhook, each with ±20 %; n delays mean n + 1 attempts',
  ),
  WEBHOOK_TIMEOUT_MS: whole(15_000, 100, 60_000).describe('for the answer of a webhook endpoint'),
  LINK_TTL_HOURS: whole(168, 1, 24 * 365).describe('life of signed download links'),
  MAX_JOBS_PER_BATCH: whole(10_000, 1, 1_000_000).describe('jobs one batch may hold'),
  LOG_LEVEL: z
    .preprocess(unset, z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'))
    .describe('JSON logs; pretty on a terminal'),
})

export type Config = z.infer<typeof environmentSchema>

export class ConfigError extends Error {
  readonly code = 'config_invalid'
}

/**
 * Parses the environment once, at start, naming every bad variable at once. Values are never echoed: they may be secrets.
 * @throws ConfigError
 */
export function parseConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const parsed = environmentSchema.safeParse(environment)
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
    throw new ConfigError(`The environment has ${faults.length} bad setting(s):\n${faults.join('\n')}`)
  }
  if (parsed.data.DATABASE_URL !== undefined && parsed.data.ENCRYPTION_KEY === undefined)
    throw new ConfigError(
      'ENCRYPTION_KEY must be set with an external DATABASE_URL: 32 bytes, base64 (`openssl rand -base64 32`)',
    )
  return { ...parsed.data, DATA_DIR: path.resolve(parsed.data.DATA_DIR) }
}

const NEMO_API_URL = 'https://mega-api-prod.nemovideo.ai'

/** Where the provider is, and whether it is the stand-in. */
export const nemoEndpoint = (config: Config): { apiUrl: string; webUrl: string; isSandbox: boolean } =>
  config.SANDBOX_URL === undefined
    ? { apiUrl: config.NEMO_API_URL ?? NEMO_API_URL, webUrl: config.NEMO_WEB_URL, isSandbox: false }
    : { apiUrl: config.SANDBOX_URL, webUrl: config.SANDBOX_URL, isSandbox: true }

/** The sandbox stands in for NEMO when neither its URL nor a token is set. */
export const usesSandbox = (config: Pick<Config, 'NEMO_API_URL' | 'NEMO_TOKEN'>): boolean =>
  config.NEMO_API_URL === undefined && config.NEMO_TOKEN === undefined

/** The attribution header `X-Skill-Platform`: as set, else found from the install path, as the provider asks. */
export function skillPlatform(config: Pick<Config, 'SKILL_PLATFORM'>, installPath = import.meta.dirname): string {
  if (config.SKILL_PLATFORM !== undefined) return config.SKILL_PLATFORM
  if (installPath.includes(`${path.sep}.clawhub${path.sep}`)) return 'clawhub'
  return installPath.includes(path.join('.cursor', 'skills') + path.sep) ? 'cursor' : 'unknown'
}
