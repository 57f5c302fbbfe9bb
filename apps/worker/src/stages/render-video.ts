import { done, fail, type JobFailure, retry, wait } from '@nemo-batch/domain'
import { NemoError, parseForeignJson, type RenderStatus } from '@nemo-batch/nemo-client'
import { newId } from '@nemo-batch/runtime'
import { once } from '../flow/once.ts'
import { type StageContext, type StageDefinition, type StageResult, sessionOf } from '../flow/stage.ts'

/** A failed render gets one new id. */
const MAX_RENDERS = 2

/**
 * The render id is stored before the render is submitted, for it is the only handle on it. A run that finds an id
 * polls it; only an id that the provider does not know is submitted, the same one.
 */
export const renderVideo: StageDefinition = {
  name: 'render',
  async run(context) {
    const renderId = context.step.renderId ?? newId('render')
    const status = await once<RenderStatus>({
      wasIntended: context.step.renderId !== null,
      recordIntent: () =>
        context.record({
          step: { renderId, renderNumber: context.step.renderNumber + 1, renderSubmittedAt: null, renderPolls: 0 },
        }),
      assertFresh: context.assertFresh,
      takeBack: () => takeBack(context),
      call: () => submitFirst(context, renderId),
      ask: () => pollOrSubmit(context, renderId),
    })
    return afterLook(context, status)
  },
}

function submit({ nemo, token, job, step, signal }: StageContext, renderId: string): Promise<RenderStatus> {
  return nemo.submitRender({
    token,
    renderId,
    sessionId: sessionOf(job),
    draft: parseForeignJson(step.draft ?? 'null'),
    output: job.output,
    signal,
  })
}

async function submitFirst(context: StageContext, renderId: string): Promise<RenderStatus> {
  try {
    return await submit(context, renderId)
  } catch (error) {
    if (error instanceof NemoError && error.accepted === false) await takeBack(context)
    throw error
  }
}

/** Refused, or never submitted: the next one is the first again. */
const takeBack = ({ record, step }: StageContext): Promise<void> =>
  record({ step: { renderId: null, renderNumber: step.renderNumber - 1 } })

/** The id is kept when it is refused here: an earlier submission of it may still be on its way, or be running. */
async function pollOrSubmit(context: StageContext, renderId: string): Promise<RenderStatus> {
  try {
    return await context.nemo.pollRender({ token: context.token, renderId, signal: context.signal })
  } catch (error) {
    if (!(error instanceof NemoError && error.code === 'render_not_found')) throw error
    context.assertFresh()
    return submit(context, renderId)
  }
}

function afterLook({ step, config, clock }: StageContext, render: RenderStatus): StageResult {
  const looked = { renderSubmittedAt: step.renderSubmittedAt ?? clock() }
  if (render.status === 'completed')
    return { decision: done(), record: { step: { ...looked, outputUrl: render.outputUrl, fetchTries: 0 } } }
  if (render.status === 'failed') return afterFailure(step.renderNumber, render)
  const polls = step.renderSubmittedAt === null ? 0 : step.renderPolls + 1
  const record = {
    step: { ...looked, renderPolls: polls },
    events: [{ type: 'job.progress', data: { stage: 'render', progress: render.progress } }],
  }
  if (polls >= config.NEMO_RENDER_MAX_POLLS)
    return {
      decision: fail({
        code: 'render_timeout',
        message: `The render was not ready after ${polls} looks, ${config.NEMO_RENDER_POLL_INTERVAL_MS / 1000} s apart.`,
        billed: true,
      }),
      record,
    }
  return { decision: wait(config.NEMO_RENDER_POLL_INTERVAL_MS), record, progressWithin: render.progress / 100 }
}

function afterFailure(renderNumber: number, render: RenderStatus): StageResult {
  const failure: JobFailure = {
    code: 'render_failed',
    message: `NemoVideo could not render the draft${render.error === null ? '.' : `: ${render.error}`}`,
    billed: true,
  }
  if (renderNumber >= MAX_RENDERS) return { decision: fail(failure) }
  return { decision: retry(failure, 0), record: { step: { renderId: null, renderSubmittedAt: null } } }
}
