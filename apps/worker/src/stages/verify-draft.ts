import { done, fail, type JobErrorCode, MESSAGE_CREDITS, wait } from '@nemo-batch/domain'
import {
  describeChanges,
  findChanges,
  fingerprint,
  isExportable,
  parseForeignJson,
  readDraft,
  replyFromChanges,
  type SessionState,
  summarise,
} from '@nemo-batch/nemo-client'
import { type StageContext, type StageDefinition, type StageResult, sessionOf } from '../flow/stage.ts'

/** A stream that ended well gets this many more looks before "nothing changed" is believed. */
const CLEAN_UNCHANGED_READS = 3

/**
 * Reads the state until it is settled: changed against the draft before the message, and equal in two reads.
 * An unchanged draft after a broken stream is read again as the protocol says, and then given up; never sent again.
 */
export const verifyDraft: StageDefinition = {
  name: 'verify',
  async run(context) {
    const { nemo, token, job, step, signal, config } = context
    const state = await nemo.state({ token, sessionId: sessionOf(job), signal })
    const print = fingerprint(state.rawDraft)
    if (print === step.fingerprintBefore) return unchanged(context)
    if (print !== step.settleFingerprint)
      return { decision: wait(config.NEMO_SETTLE_DELAY_MS), record: { step: { settleFingerprint: print } } }
    return settled(context, state)
  },
}

function unchanged({ step, config }: StageContext): StageResult {
  const isWhole = step.streamEnded === 'closed' && step.streamError === null
  const reads = step.unchangedReads + 1
  const record = { step: { unchangedReads: reads } }
  if (reads < (isWhole ? CLEAN_UNCHANGED_READS : config.NEMO_RECOVERY_MAX_READS))
    return { decision: wait(isWhole ? config.NEMO_SETTLE_DELAY_MS : config.NEMO_RECOVERY_DELAY_MS), record }
  return {
    decision: fail({
      code: unchangedCode(isWhole, step.streamEnded),
      message: unchangedMessage(isWhole, step),
      billed: 'unknown',
    }),
    record: { step: { ...record.step, status: 'failed' } },
  }
}

function unchangedCode(isWhole: boolean, ended: string | null): JobErrorCode {
  if (isWhole) return 'no_change'
  return ended === 'idle_timeout' || ended === 'hard_timeout' ? 'instruction_timeout' : 'outcome_unknown'
}

function unchangedMessage(isWhole: boolean, step: StageContext['step']): string {
  if (isWhole && step.reply === null) return 'NemoVideo ended without a word and without a change to the draft.'
  if (isWhole)
    return `NemoVideo answered without changing the draft: ${(step.replyShown ?? step.reply ?? '').slice(0, 500)}`
  const why = step.streamError === null ? (step.streamEnded ?? 'the worker stopped') : step.streamError
  return `The event stream did not end well (${why}), and the draft has not changed since.`
}

function settled({ job, step }: StageContext, state: SessionState): StageResult {
  // the draft changed, so the message was carried out: that is what is paid
  const credits = step.credits === 0 ? MESSAGE_CREDITS : 0
  const paid = { creditsSpent: job.creditsSpent + credits }
  if (state.draft === null || !isExportable(state.draft))
    return {
      decision: fail({ code: 'empty_draft', message: 'The draft has nothing on its timeline.', billed: true }),
      record: { job: paid, step: { status: 'failed', credits: MESSAGE_CREDITS } },
    }
  const { draft } = state
  const timeline = { summary: summarise(draft), duration_ms: draft.durationMs, tracks: draft.tracks.map(shownTrack) }
  const before = readDraft(step.draftBefore === null ? null : parseForeignJson(step.draftBefore))
  const changes = describeChanges(before, draft, job.language)
  const replyShown = step.replyShown ?? replyFromChanges(findChanges(before, draft), job.language)
  return {
    decision: done(),
    record: {
      job: paid,
      step: {
        credits: MESSAGE_CREDITS,
        draft: JSON.stringify(state.rawDraft),
        timeline,
        changes,
        replyShown,
        ...(step.render ? {} : { status: 'completed' as const }),
      },
      events: [{ type: 'job.timeline', data: { step_index: step.stepIndex, summary: timeline.summary, changes } }],
    },
  }
}

type Track = NonNullable<SessionState['draft']>['tracks'][number]

const shownTrack = (track: Track) => ({
  type: track.type,
  name: track.name,
  segments: track.segments.map((segment) => ({
    start_ms: segment.startMs,
    end_ms: segment.endMs,
    name: segment.name,
    ...(segment.text === null ? {} : { text: segment.text }),
    ...(segment.volume === null ? {} : { volume: segment.volume }),
  })),
})
