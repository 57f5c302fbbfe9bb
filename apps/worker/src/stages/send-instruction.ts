import { done, goto, type StageDecision } from '@nemo-batch/domain'
import { fingerprint, NemoError, type StreamEvent, type StreamOutcome } from '@nemo-batch/nemo-client'
import { once } from '../flow/once.ts'
import { type StageContext, type StageDefinition, type StageResult, sessionOf } from '../flow/stage.ts'

/**
 * The paid call. Its intent and the draft before it are stored first; a run that finds them never sends again:
 * whatever became of the message, the verify stage reads it off the session's state.
 */
export const sendInstruction: StageDefinition = {
  name: 'instruct',
  run: (context) =>
    once<StageResult>({
      wasIntended: context.step.sentAt !== null,
      recordIntent: () => recordIntent(context),
      call: () => send(context),
      ask: async () => ({ decision: goto('verify', context.config.NEMO_RECOVERY_FIRST_DELAY_MS) }),
    }),
}

async function recordIntent(context: StageContext): Promise<void> {
  const { nemo, token, job, signal, clock } = context
  const state = await nemo.state({ token, sessionId: sessionOf(job), signal })
  await context.record({
    step: {
      status: 'running',
      sentAt: clock(),
      draftBefore: state.rawDraft === null ? null : JSON.stringify(state.rawDraft),
      fingerprintBefore: fingerprint(state.rawDraft),
    },
  })
}

async function send(context: StageContext): Promise<StageResult> {
  const { nemo, token, job, step, signal, config } = context
  try {
    const outcome = await nemo.sendMessage({
      token,
      sessionId: sessionOf(job),
      text: step.instruction,
      signal,
      onEvent: recordEvents(context),
    })
    // a refusal that came as the stream's first word
    if (outcome.error?.accepted === false) throw outcome.error
    return afterStream(context, outcome)
  } catch (error) {
    if (!(error instanceof NemoError)) throw error
    if (error.accepted === false) {
      // refused before it was taken: nothing was done, so the intent is taken back
      await context.record({ step: { sentAt: null, status: 'pending' } })
      throw error
    }
    return {
      decision: goto('verify', config.NEMO_RECOVERY_FIRST_DELAY_MS),
      record: { step: { streamEnded: 'broken', streamEndedAt: context.clock(), streamError: error.message } },
    }
  }
}

function afterStream({ config, clock }: StageContext, outcome: StreamOutcome): StageResult {
  const isWhole = outcome.ended === 'closed' && outcome.streamError === null
  const decision: StageDecision = isWhole ? done() : goto('verify', config.NEMO_RECOVERY_FIRST_DELAY_MS)
  return {
    decision,
    record: {
      step: {
        reply: outcome.text === '' ? null : outcome.text,
        streamEnded: outcome.ended,
        streamEndedAt: clock(),
        streamError: outcome.streamError,
      },
      events: outcome.text === '' ? [] : [{ type: 'job.message', data: { role: 'assistant', text: outcome.text } }],
    },
  }
}

const STILL_WORKING_MS = 120_000

/** Tool calls and signs of life become progress events; they are written behind the stream, never in its way. */
function recordEvents(context: StageContext): (event: StreamEvent) => void {
  let toldAt = Date.now()
  const tell = (data: Record<string, unknown>): void => {
    toldAt = Date.now()
    context
      .record({ events: [{ type: 'job.progress', data: { stage: 'instruct', ...data } }] })
      .catch((error: unknown) => context.logger.warn({ err: error }, 'a progress event could not be written'))
  }
  return (event) => {
    if (event.type === 'tool_call') tell({ tool: event.name })
    else if (Date.now() - toldAt >= STILL_WORKING_MS) tell({ message: 'still working' })
  }
}
