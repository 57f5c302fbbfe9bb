import type { Job } from '@nemo-batch/contracts'
import type { SandboxLog } from '@nemo-batch/sandbox'
import { expect } from 'vitest'
import type { Case, Ending } from './cases/case.fixture.ts'

/** Who must act, and whether trying again can help: by code, as docs/errors.md says. */
const CODES = {
  unsupported_file: { fix_by: 'caller', retryable: false, action: /as mp4, .* or aac/ },
  file_too_large: { fix_by: 'caller', retryable: false, action: /compress or trim/i },
  media_unreachable: { fix_by: 'caller', retryable: true, action: /address/ },
  instruction_timeout: { fix_by: 'caller', retryable: true, action: /paid again/ },
  no_change: { fix_by: 'caller', retryable: true, action: /concretely/ },
  empty_draft: { fix_by: 'caller', retryable: true, action: /puts the photos on the timeline/ },
  session_lost: { fix_by: 'caller', retryable: true, action: /paid again/ },
  render_failed: { fix_by: 'provider', retryable: true, action: /without paying/ },
  render_timeout: { fix_by: 'provider', retryable: true, action: /without paying/ },
  output_invalid: { fix_by: 'provider', retryable: true, action: /without paying/ },
  nemo_unavailable: { fix_by: 'provider', retryable: true, action: /answers again/ },
  outcome_unknown: { fix_by: 'caller', retryable: true, action: /may be paid twice/ },
  internal: { fix_by: 'operator', retryable: true, action: /report the job id/ },
} as const

/** Tokens and claim links of the provider, headers that carry one. */
export const SECRET = /\b(nmv|clm)_\w{8}|[Bb]earer \S/
const SHA256 = /^[0-9a-f]{64}$/

/** Compares a job that has ended, as callers see it, and what the provider counted for it, with what its case says. */
export function expectEnding(one: Case, job: Job, log: SandboxLog, language: string): void {
  const seen = { ...told(job), ...countedBy(log, language) }
  const { error, ...rest } = one.ending
  expect(seen, job.error?.message).toEqual({ ...rest, error: error === null ? null : expectedError(error) })
  expect(job).toMatchObject({ attempts: 1, blocked: null, metadata: {} })
  if (job.status === 'completed') {
    expectVideo(job)
    expect(photosTaken(log, job.nemo.session_id), 'photos taken by the session').toBe(job.media.length)
  }
  if (job.status === 'failed') expect(job).toMatchObject({ video: null, completed_at: expect.any(String) })
  const { claim_url: _claimUrl, ...nemo } = job.nemo
  expect(JSON.stringify({ ...job, nemo })).not.toMatch(SECRET)
  one.also?.(job)
}

const told = ({ status, error, credits, warnings }: Job) => ({
  status,
  error,
  spent: credits.spent,
  warnings: warnings.map(({ code }) => code),
})

function countedBy(log: SandboxLog, language: string): Pick<Ending, 'sessions' | 'messages' | 'renders'> {
  const sessions = log
    .entries({ call: 'open_session' })
    .filter(({ detail, session_id: id }) => detail.language === language && id !== null)
    .map(({ session_id: id }) => id ?? '')
  const { messages, renders } = log.counters()
  const sum = (counts: Readonly<Record<string, number>>): number =>
    sessions.reduce((total, id) => total + (counts[id] ?? 0), 0)
  return { sessions: sessions.length, messages: sum(messages), renders: sum(renders) }
}

function photosTaken(log: SandboxLog, sessionId: string | null): number {
  if (sessionId === null) return 0
  const uploads = log.entries({ call: 'upload', sessionId })
  return uploads.flatMap(({ detail }) => (Array.isArray(detail.files) ? detail.files : [])).length
}

function expectedError({ code, message, ...error }: NonNullable<Ending['error']>) {
  const { action, ...meaning } = CODES[code]
  return { ...error, code, ...meaning, message: expect.stringMatching(message), action: expect.stringMatching(action) }
}

function expectVideo({ video, progress, steps }: Job): void {
  expect(video).toMatchObject({ sha256: expect.stringMatching(SHA256), bytes: expect.any(Number) })
  expect(video?.duration_ms).toBeGreaterThan(0)
  expect(progress).toBe(100)
  for (const { status } of steps) expect(status).toBe('completed')
}
