import type { JobMedia } from '@nemo-batch/database'
import { done, fail } from '@nemo-batch/domain'
import { mediaNames } from '@nemo-batch/nemo-client'
import { MediaRefused } from '../flow/media-shelf.ts'
import { type StageContext, type StageDefinition, type StageResult, sessionOf } from '../flow/stage.ts'

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
    return { decision: done() }
  },
}

const placeOf = ({ stepIndex, position }: JobMedia) => ({ stepIndex, position })

async function namesAtNemo({ nemo, token, job, signal }: StageContext): Promise<Set<string>> {
  const state = await nemo.state({ token, sessionId: sessionOf(job), signal })
  return new Set(mediaNames(state))
}

async function uploadOne(context: StageContext, item: JobMedia): Promise<StageResult | null> {
  const { nemo, token, job, shelf, signal } = context
  try {
    const { file, isNew, open } = await shelf.fileFor(job, item, signal)
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
    if (!(error instanceof MediaRefused)) throw error
    return {
      decision: fail({ code: error.code, message: error.message, billed: context.step.stepIndex > 0 }),
      record: { media: [{ ...placeOf(item), status: 'failed' }] },
    }
  }
}

/** Unique within the session: an upload in doubt is looked for by this name. */
const nameAtNemo = ({ stepIndex, position }: JobMedia, filename: string): string => {
  const place = String(position + 1).padStart(2, '0')
  return stepIndex === 0 ? `${place}-${filename}` : `step${stepIndex + 1}-${place}-${filename}`
}
