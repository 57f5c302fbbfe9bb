import type { Job, JobMove, JobRecord, JobStep, JobWarning } from '@nemo-batch/database'
import { MESSAGE_CREDITS } from '@nemo-batch/domain'
import { NemoError } from '@nemo-batch/nemo-client'
import type { Logger } from '@nemo-batch/runtime'
import type { StageTools } from './stage.ts'
import { billedSoFar, isMessageInDoubt } from './what-begins.ts'

/** A cancel must not wait for a provider that hangs. */
const CANCEL_CALL_MS = 5_000

export type CanceledJob = { readonly move: JobMove; readonly record: JobRecord }

/**
 * Ends a job because somebody asked for it: the render that is out is cancelled at NEMO, and what cannot be called back
 * is counted and told, so that nothing is left running or paid without a word.
 */
export async function cancelJob(input: {
  readonly nemo: StageTools['nemo']
  readonly logger: Logger
  readonly job: Job
  readonly step: JobStep
  /** What the stage that was interrupted still had to say. */
  readonly record: JobRecord | undefined
  /** Null when the account has none at this moment. */
  readonly token: string | null
}): Promise<CanceledJob> {
  const { job, record } = input
  const step = { ...input.step, ...record?.step }
  const render = await cancelRender(input, step)
  const isInDoubt = isMessageInDoubt(step)
  const warnings = [
    ...(isInDoubt ? [IN_DOUBT] : []),
    ...(render === 'lost'
      ? [{ code: 'render_not_canceled', message: `The render ${step.renderId} could not be cancelled at NemoVideo.` }]
      : []),
  ]
  const credits = isInDoubt ? MESSAGE_CREDITS : 0
  return {
    move: { status: 'canceled', warnings, wakeDelayMs: null },
    record: {
      ...record,
      job: { ...record?.job, creditsSpent: job.creditsSpent + credits },
      step: { ...record?.step, status: 'failed', ...(isInDoubt ? { credits } : {}) },
      events: [
        ...(record?.events ?? []),
        {
          type: 'job.canceled',
          data: {
            stage: job.stage,
            billed: billedSoFar(job, step),
            credits_spent: job.creditsSpent + credits,
            render_canceled: render === 'canceled',
          },
        },
      ],
    },
  }
}

const IN_DOUBT: JobWarning = {
  code: 'canceled_while_editing',
  message: `The instruction was with NemoVideo when the job was canceled; its ${MESSAGE_CREDITS} credits are counted as spent.`,
}

/** @returns `none` when there was no render out, `lost` when it may go on at the provider */
async function cancelRender(
  { nemo, logger, job, token }: Parameters<typeof cancelJob>[0],
  step: JobStep,
): Promise<'none' | 'canceled' | 'lost'> {
  if (job.stage !== 'render' || step.renderId === null) return 'none'
  if (token === null) return 'lost'
  try {
    await nemo.cancelRender({ token, renderId: step.renderId, signal: AbortSignal.timeout(CANCEL_CALL_MS) })
    return 'canceled'
  } catch (error) {
    if (!(error instanceof NemoError)) throw error
    if (error.code === 'render_not_found') return 'none'
    logger.warn({ code: error.code, renderId: step.renderId }, 'a render could not be cancelled')
    return 'lost'
  }
}
