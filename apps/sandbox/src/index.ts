import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createLogger, type Logger } from '@nemo-batch/runtime'
import { Accounts, type Plan } from './accounts.ts'
import { buildApp } from './app.ts'
import { SandboxLog } from './call-log.ts'
import { parseSandboxConfig, type SandboxOptions } from './config.ts'
import { type FaultSet, parseFaultList } from './faults.ts'
import { MediaStore } from './media/media-store.ts'
import { Pace } from './pace.ts'
import { drawVideo } from './rendering/draw-video.ts'
import { Ffmpeg, findFfmpeg } from './rendering/ffmpeg.ts'
import { Renders } from './rendering/renders.ts'
import { FaultScript, type ScriptedTurns } from './scripting/fault-script.ts'
import { type ScriptedFault, scriptedFaultSchema } from './scripting/scripted-fault.ts'
import { Sessions } from './sessions.ts'
import { removeUnnamed, restore, SnapshotFile } from './snapshot.ts'
import type { World } from './world.ts'

export type { Account, Plan } from './accounts.ts'
export type { CallCounters, CallEntry, CallName } from './call-log.ts'
export { SandboxLog } from './call-log.ts'
export { parseSandboxConfig, SandboxConfigError, type SandboxOptions, sandboxEnvironmentSchema } from './config.ts'
export { FAULTS, type FaultName, type FaultSet } from './faults.ts'
export type { ScriptedTurns } from './scripting/fault-script.ts'
export type { ScriptedAnswer, ScriptedFault } from './scripting/scripted-fault.ts'

export type Sandbox = {
  /** Where it listens, without a slash at the end. */
  readonly url: string
  readonly log: SandboxLog
  readonly options: SandboxOptions
  /** Which ffmpeg draws the videos. */
  readonly ffmpegPath: string
  /** Sets faults for every session, as `drop_stream=3,silent`; an empty text ends them. @throws RangeError */
  setFaults(list: string): void
  /**
   * Scripts what calls of one name are answered, faults that no marker can bring about; the counts in what is returned
   * stay up to date. @throws ZodError when the fault is none
   */
  script(fault: ScriptedFault): ScriptedTurns
  clearScript(): void
  setCredits(available: number, userId?: string): void
  /** `free`: exports are answered 402 until it is `pro` again; without a user id for all accounts, new ones too. */
  setPlan(plan: Plan, userId?: string): void
  /** Makes tokens bad (1001), of one account or of all; the client id gets a new one for the same account. */
  revokeTokens(userId?: string): void
  /** Ends streams, renders and ffmpeg, and removes the temporary folder. Safe to call twice. */
  close(): Promise<void>
}

export type CreateSandboxOptions = Partial<Omit<SandboxOptions, 'faults'>> & {
  readonly faults?: FaultSet
  readonly logger?: Logger
}

/**
 * Starts a sandbox in this process: on a free port, `instant` and silent unless told otherwise. What a profile sets
 * comes with `profile`; any option given counts before it.
 */
export async function createSandbox(overrides: CreateSandboxOptions = {}): Promise<Sandbox> {
  const { logger: givenLogger, ...given } = overrides
  const options: SandboxOptions = {
    ...parseSandboxConfig({ SANDBOX_PROFILE: given.profile ?? 'instant', SANDBOX_PORT: '0', LOG_LEVEL: 'silent' }),
    ...given,
  }
  const logger = givenLogger ?? createLogger('nemo-sandbox', options.logLevel)
  const ownDir = options.dir === undefined ? await mkdtemp(path.join(tmpdir(), 'nemo-sandbox-')) : null
  const dir = path.resolve(ownDir ?? options.dir ?? '', 'sandbox-files')
  const stopping = new AbortController()
  await mkdir(dir, { recursive: true })
  const snapshot = new SnapshotFile(dir, (error) => logger.warn({ err: error }, 'no snapshot'))
  const earlier = await snapshot.read()
  await removeUnnamed(dir, earlier)
  const ffmpeg = new Ffmpeg(await findFfmpeg(path.join(dir, 'bin'), options.ffmpeg))
  const world = buildWorld(options, dir, ffmpeg, stopping.signal, () => snapshot.changed())
  if (earlier !== null) restore(world, earlier)
  if (ownDir === null) snapshot.keep(world)
  const app = await buildApp(world, logger)
  const url = await app.listen({ host: options.host, port: options.port })
  let closing: Promise<void> | undefined
  const close = async (): Promise<void> => {
    await app.close()
    // Before the work under way is ended: a restart takes it up again.
    await snapshot.close()
    stopping.abort()
    world.renders.stop()
    ffmpeg.stop()
    await world.renders.idle()
    if (ownDir !== null) await rm(ownDir, { recursive: true, force: true })
  }
  return {
    url,
    log: world.log,
    options,
    ffmpegPath: ffmpeg.binary,
    setFaults: (list) => {
      const { faults, unknown } = parseFaultList(list)
      if (unknown.length > 0) throw new RangeError(`unknown fault: ${unknown.join(', ')}`)
      world.faults = faults
    },
    script: (fault) => world.script.add(scriptedFaultSchema.parse(fault)),
    clearScript: () => world.script.clear(),
    setPlan: (plan, userId) => void world.accounts.setPlan(plan, userId),
    setCredits: (available, userId) => void world.accounts.setAvailable(available, userId),
    revokeTokens: (userId) => void world.accounts.revoke(userId),
    close: () => {
      closing ??= close()
      return closing
    },
  }
}

function buildWorld(
  options: SandboxOptions,
  dir: string,
  ffmpeg: Ffmpeg,
  stopping: AbortSignal,
  changed: () => void,
): World {
  const log = new SandboxLog()
  const sessions = new Sessions()
  const pace = new Pace(options.seed, stopping)
  const media = new MediaStore(path.join(dir, 'uploads'), options, ffmpeg)
  const findFile = (id: string) => media.get(id)
  const tools = {
    ffmpeg,
    findFile,
    workDir: path.join(dir, 'work'),
    preset: options.profile === 'instant' ? 'ultrafast' : 'superfast',
    maxPhotoPixels: options.maxPhotoPixels,
  }
  const renders = new Renders({
    dir: path.join(dir, 'output'),
    concurrency: options.renderConcurrency,
    cachesRenders: options.cachesRenders,
    renderMs: options.renderMs,
    pace,
    findFile,
    onEnd: (render) => {
      sessions.endRender(render)
      changed()
    },
    draw: (plan, target, run) => {
      log.countFfmpegRun()
      return drawVideo(plan, target, tools, run)
    },
  })
  return {
    options,
    log,
    accounts: new Accounts(options),
    sessions,
    media,
    renders,
    pace,
    stopping,
    script: new FaultScript(),
    faults: options.faults,
    changed,
  }
}
