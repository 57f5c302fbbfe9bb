import { availableParallelism } from 'node:os'
import { z } from 'zod'
import { type FaultSet, parseFaultList } from './faults.ts'

const unset = (value: unknown): unknown => (value === '' ? undefined : value)
const optional = <T extends z.ZodType>(schema: T) => z.preprocess(unset, schema.optional())
const whole = (fallback: number, min: number, max: number) =>
  z.preprocess(unset, z.coerce.number().int().min(min).max(max).default(fallback))
const choice = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.preprocess(unset, z.enum(values).default(values[0]))

export type RangeMs = { readonly minMs: number; readonly maxMs: number }

const range = optional(
  z
    .string()
    .regex(/^\d+(-\d+)?$/, 'must be milliseconds: 500 or 1000-2000')
    .transform((text): RangeMs => {
      const [min = 0, max = min] = text.split('-').map(Number)
      return { minMs: Math.min(min, max), maxMs: Math.max(min, max) }
    }),
)
const flag = optional(z.enum(['true', 'false']).transform((value) => value === 'true'))
const faultList = z.preprocess(
  (value) => value ?? '',
  z.string().transform((text, context): FaultSet => {
    const { faults, unknown } = parseFaultList(text)
    if (unknown.length > 0) context.addIssue({ code: 'custom', message: `unknown fault: ${unknown.join(', ')}` })
    return faults
  }),
)

/** Every setting of the sandbox. Ranges are milliseconds, `500` or `1000-2000`; unset ones come from the profile. */
export const sandboxEnvironmentSchema = z.object({
  SANDBOX_HOST: z.preprocess(unset, z.string().default('127.0.0.1')).describe('address to listen on'),
  SANDBOX_PORT: whole(3900, 0, 65_535).describe('port; 0 takes a free one'),
  SANDBOX_PROFILE: choice(['quick', 'instant', 'real']).describe('how long things take'),
  SANDBOX_DIALECT: choice(['typed', 'adk', 'mixed']).describe('shape of the event stream'),
  SANDBOX_RENDER_SHAPE: choice(['nested', 'flat']).describe('`data.outputUrl` or `output.url`'),
  SANDBOX_DRAFT_SHAPE: choice(['object', 'string']).describe('the draft in a state, as an object or as JSON text'),
  SANDBOX_ENVELOPE: choice(['data', 'flat']).describe('fields inside `data` or at the top level'),
  SANDBOX_DIR: optional(z.string()).describe(
    'files and sessions are kept in `sandbox-files` in there; unset: a temporary folder, removed at the end',
  ),
  SANDBOX_CREDITS: whole(100_000, 0, 1_000_000_000).describe('credits of a new account'),
  SANDBOX_TOKEN: optional(z.string().min(8).max(200)).describe('a token of a registered account, taken as well'),
  SANDBOX_STRICT_TOKENS: flag.describe('true: 429 for a client id whose token is still valid'),
  SANDBOX_SIZE: optional(z.coerce.number().int().min(64).max(1920)).describe('longest side of a video, pixels'),
  SANDBOX_MAX_PIXELS: whole(100_000_000, 1_000, 1_000_000_000).describe('pixels of the largest photo taken'),
  SANDBOX_MAX_UPLOAD_BYTES: whole(200 * 1024 * 1024, 1, 4 * 1024 ** 3).describe('size of the largest file taken'),
  SANDBOX_RENDER_CONCURRENCY: optional(z.coerce.number().int().min(1).max(64)).describe('ffmpeg runs at once'),
  SANDBOX_RENDER_CACHE: flag.describe('render the same draft of the same files once; on in `instant`'),
  SANDBOX_FFMPEG: optional(z.string()).describe('a path, or `bundled`; unset: the one on PATH, else the bundled one'),
  SANDBOX_TEXT_MS: range.describe('time a reply takes to be written'),
  SANDBOX_EDIT_MS: range.describe('time an edit takes'),
  SANDBOX_GENERATION_MS: range.describe('time a generation takes'),
  SANDBOX_RENDER_MS: range.describe('least time a render takes'),
  SANDBOX_HEARTBEAT_MS: range.describe('between two heartbeats'),
  SANDBOX_SILENT_PERCENT: optional(z.coerce.number().min(0).max(100)).describe('edits that end without any text'),
  SANDBOX_SEED: whole(1, 0, 2 ** 31).describe('of everything that looks random'),
  SANDBOX_FAULTS: faultList.describe('faults for every session, as `drop_stream=3,silent`'),
  LOG_LEVEL: choice(['info', 'trace', 'debug', 'warn', 'error', 'fatal', 'silent']).describe('log lines on stdout'),
})

export type Profile = 'instant' | 'quick' | 'real'
export type Dialect = 'typed' | 'adk' | 'mixed'

export type SandboxOptions = {
  readonly host: string
  readonly port: number
  readonly profile: Profile
  readonly dialect: Dialect
  readonly renderShape: 'nested' | 'flat'
  readonly draftShape: 'object' | 'string'
  readonly envelope: 'data' | 'flat'
  readonly dir: string | undefined
  readonly initialCredits: number
  readonly registeredToken: string | undefined
  readonly strictTokens: boolean
  readonly longestSide: number
  readonly maxPhotoPixels: number
  readonly maxUploadBytes: number
  readonly renderConcurrency: number
  readonly cachesRenders: boolean
  /** A path, or `bundled`; undefined: the one on PATH, else the bundled one. */
  readonly ffmpeg: string | undefined
  readonly textMs: RangeMs
  readonly editMs: RangeMs
  readonly generationMs: RangeMs
  readonly renderMs: RangeMs
  readonly heartbeatMs: RangeMs
  readonly silentPercent: number
  readonly seed: number
  readonly faults: FaultSet
  readonly logLevel: string
}

type Pace = Pick<
  SandboxOptions,
  'textMs' | 'editMs' | 'generationMs' | 'renderMs' | 'heartbeatMs' | 'silentPercent' | 'longestSide'
>
const between = (minMs: number, maxMs = minMs): RangeMs => ({ minMs, maxMs })

/** `real` follows what the provider's users report: text 5–15 s, edits 10–30 s, generation 100–300 s, renders 30–90 s. */
const PACES: Readonly<Record<Profile, Pace>> = {
  instant: {
    textMs: between(0),
    editMs: between(0),
    generationMs: between(0),
    renderMs: between(0),
    heartbeatMs: between(100),
    silentPercent: 0,
    longestSide: 480,
  },
  quick: {
    textMs: between(300),
    editMs: between(1_000, 2_000),
    generationMs: between(3_000, 5_000),
    renderMs: between(0),
    heartbeatMs: between(500),
    silentPercent: 0,
    longestSide: 1280,
  },
  real: {
    textMs: between(5_000, 15_000),
    editMs: between(10_000, 30_000),
    generationMs: between(100_000, 300_000),
    renderMs: between(30_000, 90_000),
    heartbeatMs: between(5_000, 10_000),
    silentPercent: 30,
    longestSide: 1280,
  },
}

export class SandboxConfigError extends Error {
  readonly code = 'config_invalid'
}

/** @throws SandboxConfigError naming every bad variable at once */
export function parseSandboxConfig(environment: Readonly<Record<string, string | undefined>>): SandboxOptions {
  const parsed = sandboxEnvironmentSchema.safeParse(environment)
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
    throw new SandboxConfigError(`The environment has ${faults.length} bad setting(s):\n${faults.join('\n')}`)
  }
  const env = parsed.data
  const pace = PACES[env.SANDBOX_PROFILE]
  return {
    host: env.SANDBOX_HOST,
    port: env.SANDBOX_PORT,
    profile: env.SANDBOX_PROFILE,
    dialect: env.SANDBOX_DIALECT,
    renderShape: env.SANDBOX_RENDER_SHAPE,
    draftShape: env.SANDBOX_DRAFT_SHAPE,
    envelope: env.SANDBOX_ENVELOPE,
    dir: env.SANDBOX_DIR,
    initialCredits: env.SANDBOX_CREDITS,
    registeredToken: env.SANDBOX_TOKEN,
    strictTokens: env.SANDBOX_STRICT_TOKENS ?? false,
    longestSide: env.SANDBOX_SIZE ?? pace.longestSide,
    maxPhotoPixels: env.SANDBOX_MAX_PIXELS,
    maxUploadBytes: env.SANDBOX_MAX_UPLOAD_BYTES,
    renderConcurrency: env.SANDBOX_RENDER_CONCURRENCY ?? availableParallelism(),
    cachesRenders: env.SANDBOX_RENDER_CACHE ?? env.SANDBOX_PROFILE === 'instant',
    ffmpeg: env.SANDBOX_FFMPEG,
    textMs: env.SANDBOX_TEXT_MS ?? pace.textMs,
    editMs: env.SANDBOX_EDIT_MS ?? pace.editMs,
    generationMs: env.SANDBOX_GENERATION_MS ?? pace.generationMs,
    renderMs: env.SANDBOX_RENDER_MS ?? pace.renderMs,
    heartbeatMs: env.SANDBOX_HEARTBEAT_MS ?? pace.heartbeatMs,
    silentPercent: env.SANDBOX_SILENT_PERCENT ?? pace.silentPercent,
    seed: env.SANDBOX_SEED,
    faults: env.SANDBOX_FAULTS,
    logLevel: env.LOG_LEVEL,
  }
}
