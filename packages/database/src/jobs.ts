import type { BlockReason, JobError, JobStatus, Stage } from '@nemo-batch/domain'
import type { Queryable, Row } from './connection.ts'
import { fromRow } from './rows.ts'

/** Why a job, or a whole account, waits; `action_url` is where a person can change that. */
export type JobBlock = {
  readonly reason: BlockReason
  readonly message: string
  readonly action_url: string | null
}

/** Told on the job, without stopping it. */
export type JobWarning = { readonly code: string; readonly message: string }

export type Job = {
  id: string
  projectId: string
  batchId: string
  accountId: string
  reference: string | null
  status: JobStatus
  stage: Stage | null
  stepIndex: number
  progress: number
  priority: number
  language: string
  output: { format: string; quality: string }
  error: JobError | null
  creditsSpent: number
  attempts: number
  sessionId: string | null
  taskId: string | null
  claimUrl: string | null
  sessionsOpened: number
  stageTries: number
  /** How often in a row the provider asked this job for patience (429). */
  rateLimitTries: number
  onSessionLost: 'restart' | 'fail'
  cancelRequestedAt: Date | null
  warnings: JobWarning[]
  wakeNumber: number
  createdAt: Date
  blocked: JobBlock | null
}

/** How an event stream ended; `null` on a step whose message is out: nobody knows. */
export type StreamEnded = 'closed' | 'idle_timeout' | 'hard_timeout' | 'broken' | 'aborted' | 'too_large'

export type JobStep = {
  jobId: string
  stepIndex: number
  instruction: string
  render: boolean
  status: 'pending' | 'running' | 'completed' | 'failed'
  /** What NEMO said, as it came. */
  reply: string | null
  /** What of it people are shown; when that is nothing, what was changed. */
  replyShown: string | null
  changes: string[]
  timeline: unknown
  sentAt: Date | null
  /** How often the instruction left us. */
  sends: number
  /** Credits counted into the job for the message that is out. */
  credits: number
  /** The JSON of the draft before the message; null when there was none. */
  draftBefore: string | null
  fingerprintBefore: string | null
  streamEnded: StreamEnded | null
  streamEndedAt: Date | null
  streamError: string | null
  settleFingerprint: string | null
  unchangedReads: number
  draft: string | null
  renderId: string | null
  renderNumber: number
  renderSubmittedAt: Date | null
  renderPolls: number
  outputUrl: string | null
  fetchTries: number
  videoFileId: string | null
}

export type JobMedia = {
  jobId: string
  stepIndex: number
  position: number
  fileId: string | null
  sourceUrl: string | null
  filename: string | null
  status: 'pending' | 'uploading' | 'uploaded' | 'failed'
  uploadName: string | null
  cdnUrl: string | null
}

export type JobParts = { readonly steps: JobStep[]; readonly media: JobMedia[] }

/** The steps and media of one job, in order. */
export async function loadJobParts(db: Queryable, jobId: string): Promise<JobParts> {
  const steps = await db.query<Row>('SELECT * FROM job_steps WHERE job_id = $1 ORDER BY step_index', [jobId])
  const media = await db.query<Row>('SELECT * FROM job_media WHERE job_id = $1 ORDER BY step_index, position', [jobId])
  return { steps: steps.rows.map(fromRow<JobStep>), media: media.rows.map(fromRow<JobMedia>) }
}
