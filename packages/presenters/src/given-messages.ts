import type { MessageSubject, StepView, WebhookMessage } from '@nemo-batch/database'
import type { WebhookType } from '@nemo-batch/domain'

/** How large something that is told of is; small when not said. */
export type Size = {
  readonly steps?: number
  readonly media?: number
  readonly instructionChars?: number
  readonly replyChars?: number
  readonly timelineSegments?: number
  readonly metadataKeys?: number
  readonly metadataChars?: number
  /** Of the provider's words and links, which nothing bounds. */
  readonly foreignChars?: number
  /** What long texts are made of. */
  readonly sign?: string
}

/** As much as the contract allows, and more of what others say than they would. */
export const LARGEST: Size = {
  steps: 50,
  media: 100,
  instructionChars: 4_000,
  replyChars: 20_000,
  timelineSegments: 500,
  metadataKeys: 50,
  metadataChars: 1_000,
  foreignChars: 20_000,
}

const AT = new Date('2026-11-21T09:34:12.480Z')
const id = (prefix: string): string => `${prefix}_${'1'.padStart(26, '0')}`
const long = (sign: string, chars: number): string => sign.repeat(Math.ceil(chars / sign.length)).slice(0, chars)

export const messageOf = (
  type: WebhookType,
  subject: MessageSubject,
): WebhookMessage & { readonly type: WebhookType } => ({
  id: id('evt'),
  type,
  seq: subject.kind === 'endpoint' ? null : 7,
  occurredAt: AT,
  subject,
})

const metadataOf = ({ metadataKeys = 0, metadataChars = 0, sign = 'x' }: Size): Record<string, unknown> => ({
  colour: 'red',
  ...Object.fromEntries(
    Array.from({ length: metadataKeys }, (_key, index) => [`${index} ${long(sign, 90)}`, long(sign, metadataChars)]),
  ),
})

function stepOf(stepIndex: number, size: Size): StepView {
  const { media = 1, instructionChars = 20, replyChars, timelineSegments = 1, sign = 'x' } = size
  const segment = { start_ms: 0, end_ms: 1_000, name: long(sign, 40) }
  return {
    stepIndex,
    instruction: long(sign, instructionChars),
    render: true,
    status: 'completed',
    replyShown: replyChars === undefined ? 'Your video is ready.' : long(sign, replyChars),
    changes: ['added track "Main" (0-15s)'],
    timeline: {
      summary: 'Timeline',
      duration_ms: 15_000,
      tracks: [{ type: 'video', name: 'Main', segments: Array(timelineSegments).fill(segment) }],
    },
    renderId: 'render_1',
    media: Array.from({ length: media }, () => ({
      fileId: id('file'),
      sourceUrl: `https://shop.example/${'a'.repeat(media > 1 ? 2_000 : 5)}`,
      filename: 'a.jpg',
      status: 'uploaded',
    })),
    video: {
      id: id('file'),
      sizeBytes: 1_234,
      sha256: 'f'.repeat(64),
      durationMs: 15_000,
      width: 1_080,
      height: 1_920,
    },
  }
}

export function jobSubject(size: Size = {}): Extract<MessageSubject, { kind: 'job' }> {
  const { steps = 1, foreignChars, sign = 'x' } = size
  const foreign = (text: string): string => (foreignChars === undefined ? text : long(sign, foreignChars))
  return {
    kind: 'job',
    job: {
      id: id('job'),
      batchId: id('batch'),
      reference: foreignChars === undefined ? 'SKU-1042' : long(sign, 200),
      status: 'failed',
      stage: 'render',
      progress: 70,
      priority: 1,
      language: 'en',
      output: { format: 'mp4', quality: 'high' },
      error: {
        code: 'render_failed',
        message: foreign('It could not be rendered'),
        action: foreign('Try again'),
        nemo_code: null,
        stage: 'render',
        retryable: true,
        billed: true,
        fix_by: 'provider',
      },
      blocked: {
        reason: 'plan_required',
        message: foreign('A plan is needed'),
        action_url: foreign('https://a.example'),
      },
      warnings: [{ code: 'x', message: foreign('careful') }],
      creditsSpent: 50,
      attempts: 1,
      sessionId: foreign('ses_1'),
      taskId: foreign('task_1'),
      claimUrl: foreign('https://nemovideo.com/claim'),
      metadata: metadataOf(size),
      createdAt: AT,
      startedAt: AT,
      completedAt: AT,
      steps: Array.from({ length: steps }, (_step, index) => stepOf(index, size)),
    },
  }
}

export const batchSubject = (size: Size = {}): Extract<MessageSubject, { kind: 'batch' }> => ({
  kind: 'batch',
  errorCounts: { render_failed: 3 },
  batch: {
    id: id('batch'),
    name: long(size.sign ?? 'x', 200),
    metadata: metadataOf(size),
    status: 'completed',
    ...{ queued: 0, running: 0, blocked: 0, completed: 7, failed: 3, canceled: 0 },
    createdAt: AT,
    startedAt: AT,
    completedAt: AT,
    defaults: {},
    isOpen: false,
    scheduledAt: null,
    creditsSpent: 500,
    progressUnderway: 0,
    webhook: { endpointId: id('whe'), url: 'https://shop.example/hooks', events: null },
  },
})

export const endpointSubject = ({ sign = 'x' }: Size = {}): Extract<MessageSubject, { kind: 'endpoint' }> => ({
  kind: 'endpoint',
  endpoint: {
    id: id('whe'),
    batchId: null,
    url: `https://shop.example/${long(sign, 2_027)}`,
    events: null,
    description: long(sign, 500),
    isEnabled: false,
    disabled: { reason: 'gone', message: 'It answered 410' },
    disabledAt: AT,
    failingSince: null,
    failures: 1,
    heldUntil: null,
    createdAt: AT,
  },
})
