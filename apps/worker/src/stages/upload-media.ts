import type { JobMedia, NewFile } from '@nemo-batch/database'
import { adviseOn, done, fail, type JobFailure, retry } from '@nemo-batch/domain'
import { mediaNames, NemoError } from '@nemo-batch/nemo-client'
import { MediaRefused } from '../flow/media-shelf.ts'
import { type StageContext, type StageDefinition, type StageResult, sessionOf } from '../flow/stage.ts'
import { billedSoFar } from '../flow/what-begins.ts'

/**
 * Sends the step's media one after another, so that NEMO sees them in the caller's order. Each answer is stored at
 * once: after a crash the files already answered are skipped, and the one in doubt is looked for before it is repeated.
 */
export const uploadMedia: StageDefinition = {
  name: 'upload',
  async run(context) {
    const pending = context.media.filter((item) => item.status !== 'uploaded')
    const known = pending.some((item) => item.status === 'uploading') ? await namesAtNemo(context) : new Set<string>()
    for (const item of pending) {
      if (item.uploadName !== null && known.has(item.uploadName)) {
        await context.record({ media: [{ ...placeOf(item), status: 'uploaded' }] })
        continue
      }
      const refused = await uploadOne(context, item)
      if (refused !== null) return refused
    }
    await advise(context)
    return { decision: done() }
  },
}

/** Told before the first message is paid. What the job was told once it is not told again, in whatever step or run. */
async function advise({ job, steps, media, shelf, record }: StageContext): Promise<void> {
  const told = new Set(job.warnings.map(({ code }) => code))
  const instructions = steps.map(({ instruction }) => instruction)
  const photos = await shelf.photoSizes(job, media)
  const news = adviseOn({ instructions, photos, language: job.language }).filter(({ code }) => !told.has(code))
  if (news.length > 0) await record({ job: { warnings: [...job.warnings, ...news] } })
}

const placeOf = ({ stepIndex, position }: JobMedia) => ({ stepIndex, position })

async function namesAtNemo({ nemo, token, job, signal }: StageContext): Promise<Set<string>> {
  const state = await nemo.state({ token, sessionId: sessionOf(job), signal })
  return new Set(mediaNames(state))
}

async function uploadOne(context: StageContext, item: JobMedia): Promise<StageResult | null> {
  const { nemo, token, job, shelf, signal } = context
  let sent: NewFile | null = null
  try {
    const { file, isNew, open } = await shelf.fileFor(job, item, signal)
    sent = file
    const uploadName = nameAtNemo(item, file.filename)
    await context.record({
      ...(isNew ? { file } : {}),
      media: [{ ...placeOf(item), status: 'uploading', fileId: file.id, filename: file.filename, uploadName }],
    })
    const [answer] = await nemo.uploadFiles({
      token,
      sessionId: sessionOf(job),
      files: [{ filename: uploadName, contentType: file.contentType, sizeBytes: file.sizeBytes, open }],
      signal,
    })
    await context.record({
      media: [{ ...placeOf(item), status: 'uploaded', cdnUrl: answer?.cdnUrl ?? null }],
    })
    return null
  } catch (error) {
    const refusal = refusalOf(error, sent)
    if (refusal === null) throw error
    const failure = { ...refusal, billed: billedSoFar(job, context.step) }
    if (error instanceof MediaRefused && error.isPassing) return { decision: retry(failure) }
    return {
      decision: fail(failure),
      record: { media: [{ ...placeOf(item), status: 'failed' }] },
    }
  }
}

const KIBIBYTE = 1024
const sizeInWords = (bytes: number): string =>
  bytes < KIBIBYTE ** 2 ? `${Math.ceil(bytes / KIBIBYTE)} KB` : `${(bytes / KIBIBYTE ** 2).toFixed(1)} MB`

/** What can never be sent as it is, told by the file's name and size; null for every other fault. */
function refusalOf(error: unknown, sent: NewFile | null): Omit<JobFailure, 'billed'> | null {
  if (error instanceof MediaRefused) return { code: error.code, message: error.message }
  if (!(error instanceof NemoError) || sent === null) return null
  const { filename, contentType, sizeBytes } = sent
  const { nemoCode } = error
  if (error.code === 'unsupported_file')
    return { code: error.code, message: `NemoVideo does not take ${filename} (${contentType}).`, nemoCode }
  if (error.code === 'file_too_large') {
    return { code: error.code, message: `${filename} is too large for NemoVideo: ${sizeInWords(sizeBytes)}.`, nemoCode }
  }
  return null
}

/** Unique within the session: an upload in doubt is looked for by this name. */
const nameAtNemo = ({ stepIndex, position }: JobMedia, filename: string): string => {
  const place = String(position + 1).padStart(2, '0')
  return stepIndex === 0 ? `${place}-${filename}` : `step${stepIndex + 1}-${place}-${filename}`
}
