import type { Job, WebhookBody } from '@nemo-batch/contracts'
import type { MessageSubject, WebhookMessage } from '@nemo-batch/database'
import { sanitizeText } from '@nemo-batch/domain'
import { presentBatch } from './present-batch.ts'
import { presentToldEndpoint } from './present-endpoint.ts'
import { createJobPresenter } from './present-job.ts'
import { presentType } from './present-types.ts'
import type { SignedLinks } from './signed-links.ts'
import { time } from './times.ts'

/** Standard Webhooks asks for less than 20 kB; UTF-8. */
export const MAX_BODY_BYTES = 20_000

/**
 * What a message says: `{type, timestamp, data}`. It is the same for each attempt, for as long as its signed links are.
 * @returns the JSON, below {@link MAX_BODY_BYTES}
 */
export function webhookBody(message: WebhookMessage, links: Pick<SignedLinks, 'signSince'>): string {
  const { subject, occurredAt } = message
  const sign = (path: string): string => links.signSince(path, occurredAt)
  for (const cut of CUTS) {
    const data = dataOf(subject, message.seq, cut, sign)
    const body = JSON.stringify({ type: presentType(message.type), timestamp: time(occurredAt), data })
    if (Buffer.byteLength(body) < MAX_BODY_BYTES) return body
  }
  throw new Error(`${message.id} cannot be told in ${MAX_BODY_BYTES} bytes`)
}

type Data = WebhookBody['data']

function dataOf(subject: MessageSubject, seq: number | null, cut: Cut, sign: (path: string) => string): Data {
  switch (subject.kind) {
    case 'job':
      return { ...cut.job(createJobPresenter(sign)(subject.job)), seq: seq ?? 1, omitted: [...cut.ofJob] }
    case 'batch': {
      const batch = presentBatch(subject.batch)
      const metadata = cut.ofBatch.length > 0 ? {} : batch.metadata
      return { ...batch, metadata, seq: seq ?? 1, error_counts: subject.errorCounts, omitted: [...cut.ofBatch] }
    }
    case 'endpoint':
      return presentToldEndpoint(subject.endpoint)
  }
}

/** What is left out of a body that is too long: each cut includes those before it. */
type Cut = {
  readonly job: (job: Job) => Job
  readonly ofJob: readonly string[]
  readonly ofBatch: readonly string[]
}

const withSteps = (job: Job, change: (step: Job['steps'][number]) => Job['steps'][number]): Job => ({
  ...job,
  steps: job.steps.map(change),
})
const withoutTimelines = (job: Job): Job => ({
  ...withSteps(job, (step) => ({ ...step, timeline: null })),
  timeline: null,
})
const withoutMedia = (job: Job): Job => ({
  ...withSteps(withoutTimelines(job), (step) => ({ ...step, media: [] })),
  media: [],
})
const withoutWords = (job: Job): Job => ({
  ...withSteps(withoutMedia(job), (step) => ({ ...step, reply: null, changes: [] })),
  warnings: [],
})
const withoutSteps = (job: Job): Job => ({ ...withoutWords(job), steps: [] })
const withoutMetadata = (job: Job): Job => ({ ...withoutSteps(job), metadata: {} })
/** The provider's words and links have no end of their own; with these cut, the rest is small in any case. */
const withShortTexts = (job: Job): Job => ({
  ...withoutMetadata(job),
  error: shortened(job.error),
  blocked: shortened(job.blocked),
  nemo: shortened(job.nemo),
})

const SHORT_CHARS = 300
const shortened = <T extends object | null>(texts: T): T =>
  texts === null
    ? texts
    : (Object.fromEntries(
        Object.entries(texts).map(([name, text]) => [
          name,
          typeof text === 'string' ? sanitizeText(text, SHORT_CHARS) : text,
        ]),
      ) as T)

const [TIMELINES, MEDIA, WORDS, STEPS, METADATA] = [
  ['timeline', 'steps.timeline'],
  ['media', 'steps.media'],
  ['warnings', 'steps.reply', 'steps.changes'],
  ['steps'],
  ['metadata'],
]

const CUTS: readonly Cut[] = [
  { job: (job) => job, ofJob: [], ofBatch: [] },
  { job: withoutTimelines, ofJob: TIMELINES, ofBatch: METADATA },
  { job: withoutMedia, ofJob: [...TIMELINES, ...MEDIA], ofBatch: METADATA },
  { job: withoutWords, ofJob: [...TIMELINES, ...MEDIA, ...WORDS], ofBatch: METADATA },
  { job: withoutSteps, ofJob: ['timeline', 'media', 'warnings', ...STEPS], ofBatch: METADATA },
  { job: withoutMetadata, ofJob: ['timeline', 'media', 'warnings', ...STEPS, ...METADATA], ofBatch: METADATA },
  {
    job: withShortTexts,
    ofJob: ['timeline', 'media', 'warnings', ...STEPS, ...METADATA, 'error', 'blocked', 'nemo'],
    ofBatch: METADATA,
  },
]
