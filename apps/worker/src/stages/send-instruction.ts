import { done, goto, type StageDecision } from '@nemo-batch/domain'
import { fingerprint, NemoError, type StreamOutcome, shownReply } from '@nemo-batch/nemo-client'
import { once } from '../flow/once.ts'
import { type StageContext, type StageDefinition, type StageResult, sessionOf } from '../flow/stage.ts'
import { tellProgress } from './tell-progress.ts'

/**
 * The paid call. Its intent and the draft before it are stored first; a run that finds them never sends again:
 * whatever became of the message, the verify stage reads it off the session's state.
 */
export const sendInstruction: StageDefinition = {
  name: 'instruct',
  async run(context) {
    const { step, config } = context
    if (step.sentAt !== null) return { decision: goto('verify', config.NEMO_RECOVERY_FIRST_DELAY_MS) }
    const before = await readDraft(context)
    // an earlier attempt's message, given up as unknown, has been carried out since: it need not be paid again
    if (step.fingerprintBefore !== null && step.fingerprintBefore !== before.fingerprint)
      return { decision: goto('verify'), record: { step: { status: 'running', sentAt: context.clock() } } }
    return once<StageResult>({
      wasIntended: false,
      recordIntent: () => recordIntent(context, before),
      assertFresh: context.assertFresh,
      takeBack: () => takeBack(context),
      call: () => send(context),
      ask: async () => ({ decision: goto('verify') }),
    })
  },
}

type DraftBefore = { readonly json: string | null; readonly fingerprint: string }

async function readDraft({ nemo, token, job, signal }: StageContext): Promise<DraftBefore> {
  const state = await nemo.state({ token, sessionId: sessionOf(job), signal })
  return {
    json: state.rawDraft === null ? null : JSON.stringify(state.rawDraft),
    fingerprint: fingerprint(state.rawDraft),
  }
}

const recordIntent = ({ record, step, clock }: StageContext, before: DraftBefore): Promise<void> =>
  record({
    step: {
      status: 'running',
      sentAt: clock(),
      sends: step.sends + 1,
      credits: 0,
      draftBefore: before.json,
      fingerprintBefore: before.fingerprint,
      reply: null,
      replyShown: null,
      streamEnded: null,
      settleFingerprint: null,
      unchangedReads: 0,
    },
  })

async function send(context: StageContext): Promise<StageResult> {
  const { nemo, token, job, step, config } = context
  const progress = tellProgress(context)
  try {
    const outcome = await nemo.sendMessage({
      token,
      sessionId: sessionOf(job),
      text: step.instruction,
      signal: AbortSignal.any([context.signal, context.letGo]),
      onEvent: progress.onEvent,
    })
    // a refusal that came as the stream's first word
    if (outcome.error?.accepted === false) throw outcome.error
    return afterStream(context, outcome)
  } catch (error) {
    if (!(error instanceof NemoError)) throw error
    if (error.accepted === false) {
      await takeBack(context)
      throw error
    }
    return {
      decision: goto('verify', config.NEMO_RECOVERY_FIRST_DELAY_MS),
      record: { step: { streamEnded: 'broken', streamEndedAt: context.clock(), streamError: error.message } },
    }
  } finally {
    await progress.written()
  }
}

/** Refused, or never sent: nothing was done, and what changes from now on is not this message's work. */
const takeBack = ({ record, step }: StageContext): Promise<void> =>
  record({
    step: { sentAt: null, status: 'pending', sends: step.sends - 1, draftBefore: null, fingerprintBefore: null },
  })

function afterStream({ config, clock }: StageContext, outcome: StreamOutcome): StageResult {
  const isWhole = outcome.ended === 'closed' && outcome.streamError === null
  const shown = shownReply(outcome.text)
  const decision: StageDecision = isWhole ? done() : goto('verify', config.NEMO_RECOVERY_FIRST_DELAY_MS)
  return {
    decision,
    record: {
      step: {
        reply: outcome.text === '' ? null : outcome.text,
        replyShown: shown === '' ? null : shown,
        streamEnded: outcome.ended,
        streamEndedAt: clock(),
        streamError: outcome.streamError,
      },
      events: shown === '' ? [] : [{ type: 'job.message', data: { role: 'assistant', text: shown } }],
    },
  }
}
