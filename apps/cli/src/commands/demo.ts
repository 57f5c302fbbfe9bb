import { closeSync, mkdirSync, openSync } from 'node:fs'
import path from 'node:path'
import { type Config, type Logger, parseConfig } from '@nemo-batch/runtime'
import { inspectMp4 } from '@nemo-batch/storage'
import { pino } from 'pino'
import type { JobAnswer } from '../client/answers.ts'
import { type ApiClient, createApiClient } from '../client/api-client.ts'
import { downloadVideo } from '../client/download-video.ts'
import { submitPhotos } from '../client/submit-photos.ts'
import { DEMO_JOBS, type DemoJob } from '../demo/demo-jobs.ts'
import { type MadeVideo, resultTable } from '../demo/result-table.ts'
import { faultsOfVideo } from '../demo/verify-video.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { failureReport } from '../progress/failure-report.ts'
import { followProgress } from '../progress/follow-progress.ts'
import type { Environment } from '../stack/process-environment.ts'
import type { Stack } from '../stack/run-stack.ts'
import { withStack } from '../stack/with-stack.ts'

const TIMEOUT_MS = 8 * 60_000

const say = (line = ''): void => void process.stdout.write(`${line}\n`)

/**
 * Photos in, MP4s out, once, on a stack of its own: the sandbox stands in for NemoVideo even where a token is set, so
 * a demo never spends credits.
 */
export async function demo(environment: Environment): Promise<ExitCode> {
  const startedAt = Date.now()
  const own = demoEnvironment(environment)
  const config = parseConfig(own)
  mkdirSync(config.DATA_DIR, { recursive: true })
  const logFile = path.join(config.DATA_DIR, 'demo.log')
  const log = openSync(logFile, 'w', 0o600)
  say('Starting Postgres, the sandbox, the worker and the API …')
  const logger: Logger = pino(
    { name: 'nemo-batch', level: config.LOG_LEVEL },
    pino.destination({ fd: log, sync: true }),
  )
  let faults: readonly string[] = []
  try {
    const run = await withStack({ config, environment: own, logger, output: log }, (stack, signal) =>
      makeVideos(stack, config, AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)])),
    )
    if (run.wasInterrupted) {
      say('Interrupted; everything is stopped again.')
      return EXIT.interrupted
    }
    faults = [...(run.result ?? []), ...run.killed.map((name) => `${name} had to be killed to stop it`)]
  } catch (error) {
    say(`The demo failed; the processes' log is ${logFile}`)
    throw error
  } finally {
    closeSync(log)
  }
  if (faults.length === 0) {
    say(`Everything is stopped again. It took ${((Date.now() - startedAt) / 1_000).toFixed(1)} s.`)
    return EXIT.ok
  }
  say(`The demo failed; the processes' log is ${logFile}`)
  for (const fault of faults) say(`  ${fault}`)
  return EXIT.failed
}

function demoEnvironment(environment: Environment): Environment {
  const { NEMO_API_URL: _api, NEMO_TOKEN: _token, SANDBOX_URL: _sandbox, PUBLIC_URL: _public, ...rest } = environment
  return { ...rest, DATA_DIR: rest.DATA_DIR || path.join('.data', 'demo'), PORT: rest.PORT || '0' }
}

/** @returns what is wrong with what came out; nothing when all is well */
async function makeVideos(stack: Stack, config: Config, signal: AbortSignal): Promise<string[]> {
  const client = createApiClient({ apiUrl: stack.apiUrl, apiKey: stack.adminApiKey })
  try {
    say(
      `nemo-batch is ready at ${stack.apiUrl}; the sandbox at ${stack.sandboxUrl} stands in for NemoVideo (no credits spent)`,
    )
    for (const job of DEMO_JOBS)
      say(`  ${job.reference}: ${job.files.map((file) => path.basename(file)).join(', ')} → ${job.instruction}`)
    const jobs = DEMO_JOBS.map(({ durationMs: _durationMs, ...job }) => job)
    const { id } = await submitPhotos(client, jobs, { name: 'Demo', signal })
    const finished = await followProgress(client, id, signal)
    const failures = failureReport(finished.jobs)
    if (failures.length > 0) return failures
    return await collectVideos(client, finished.jobs, path.join(config.DATA_DIR, 'videos'), signal)
  } finally {
    await client.close()
  }
}

async function collectVideos(
  client: ApiClient,
  jobs: readonly JobAnswer[],
  folder: string,
  signal: AbortSignal,
): Promise<string[]> {
  const made: MadeVideo[] = []
  const faults: string[] = []
  for (const wanted of DEMO_JOBS) {
    const job = jobs.find(({ reference }) => reference === wanted.reference)
    if (job === undefined) faults.push(`${wanted.reference} is not in the batch`)
    else {
      const { video, faults: found } = await collectVideo(client, wanted, job, folder, signal)
      made.push(video)
      faults.push(...found.map((fault) => `${video.file} ${fault}`))
    }
  }
  say()
  say(`Made from real photos by the sandbox (H.264, checked):`)
  for (const line of resultTable(made)) say(`  ${line}`)
  return faults
}

async function collectVideo(
  client: ApiClient,
  wanted: DemoJob,
  job: JobAnswer,
  folder: string,
  signal: AbortSignal,
): Promise<{ video: MadeVideo; faults: string[] }> {
  const download = await downloadVideo(client, job.id, path.join(folder, `${wanted.reference}.mp4`), signal)
  const facts = await inspectMp4(download.file)
  return { video: { ...download, ...facts }, faults: faultsOfVideo(wanted, job, download, facts) }
}
