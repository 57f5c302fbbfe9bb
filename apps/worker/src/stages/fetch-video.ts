import type { Readable } from 'node:stream'
import { done, fail, retry } from '@nemo-batch/domain'
import { NemoError } from '@nemo-batch/nemo-client'
import { newId } from '@nemo-batch/runtime'
import { MediaError, type StagedFile, StorageError, storageKey } from '@nemo-batch/storage'
import { AddressGuardError } from '@nemo-batch/webhooks'
import type { StageContext, StageDefinition, StageResult } from '../flow/stage.ts'

const MAX_VIDEO_BYTES = 4 * 1024 ** 3
const DOWNLOAD_TIMEOUT_MS = 20 * 60_000
/** A broken MP4 is fetched again this often in all. */
const MAX_FETCHES = 3

/** Downloads the video, checks that it is a playable MP4 of more than zero length, and only then keeps it. */
export const fetchVideo: StageDefinition = {
  name: 'fetch',
  async run(context) {
    const tries = context.step.fetchTries + 1
    try {
      const staged = await context.storage.stage(await openOutput(context), {
        maxBytes: MAX_VIDEO_BYTES,
        signal: context.signal,
      })
      try {
        return await keep(context, staged)
      } finally {
        await staged.discard()
      }
    } catch (error) {
      if (!isBrokenOutput(error)) throw error
      const failure = { code: 'output_invalid' as const, message: error.message, billed: true }
      return {
        decision: tries >= MAX_FETCHES ? fail(failure) : retry(failure),
        record: { step: { fetchTries: tries } },
      }
    }
  },
}

/** What was delivered is no video. Everything else, such as an outage or a full disk, is the runner's to judge. */
const isBrokenOutput = (error: unknown): error is Error =>
  error instanceof MediaError ||
  // cut off in the middle; one that cannot even be opened is asked of the provider at once
  error instanceof AddressGuardError ||
  (error instanceof StorageError && (error.code === 'file_too_large' || error.code === 'empty_file')) ||
  (error instanceof NemoError && error.code === 'bad_answer')

/** Kept under the render's own name: a fetch that is repeated after a crash leaves no second copy. */
async function keep({ storage, inspect, job, step }: StageContext, staged: StagedFile): Promise<StageResult> {
  const facts = await inspect(staged.path)
  if (step.renderId === null) throw new Error('there is no render to keep')
  const key = storageKey('video', step.renderId, job.createdAt)
  await storage.commit(staged, key)
  const file = {
    id: newId('file'),
    projectId: job.projectId,
    filename: `${job.reference ?? job.id}.mp4`,
    contentType: 'video/mp4',
    sizeBytes: staged.sizeBytes,
    sha256: staged.sha256,
    width: facts.width,
    height: facts.height,
    durationMs: facts.durationMs,
    purpose: 'video' as const,
    storageKey: key,
  }
  return { decision: done(), record: { file, step: { videoFileId: file.id, status: 'completed' } } }
}

/** The address that the render named; when it cannot be had, the provider's own download call. */
async function openOutput(context: StageContext): Promise<Readable> {
  const { step, outputs, signal, logger } = context
  const useFallback = step.outputUrl === null || step.fetchTries % 2 === 1
  if (!useFallback && step.outputUrl !== null) {
    try {
      const download = await outputs.download(step.outputUrl, {
        maxBytes: MAX_VIDEO_BYTES,
        timeoutMs: DOWNLOAD_TIMEOUT_MS,
        signal,
      })
      return download.stream
    } catch (error) {
      if (!(error instanceof AddressGuardError)) throw error
      logger.warn({ code: error.code }, 'the output address cannot be had, asking the provider itself')
    }
  }
  if (step.renderId === null) throw new Error('there is no render to fetch')
  const download = await context.nemo.downloadRender({ token: context.token, renderId: step.renderId, signal })
  return download.stream
}
