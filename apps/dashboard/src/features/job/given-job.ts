import type { Job } from '@nemo-batch/sdk'

type Step = Job['steps'][number]
type Media = Job['media'][number]

export const givenMedia = (media: Partial<Media> = {}): Media => ({
  file_id: null,
  source_url: null,
  filename: null,
  status: 'uploaded',
  ...media,
})

export const givenStep = (step: Partial<Step> = {}): Step => ({
  index: 0,
  instruction: 'make a video',
  render: true,
  status: 'pending',
  media: [],
  reply: null,
  changes: [],
  timeline: null,
  video: null,
  ...step,
})

/** A job that has just been made, but for what is said. */
export const givenJob = (job: Partial<Job> = {}): Job => ({
  id: 'job_01m80fvpgwh53ddwd2byy6ynew',
  object: 'job',
  batch_id: 'batch_01m80fvpg8gmetc0sj1ym0a299',
  reference: null,
  status: 'queued',
  stage: null,
  progress: 0,
  priority: 'normal',
  language: 'en',
  output: { format: 'mp4', quality: 'high' },
  media: [],
  steps: [givenStep()],
  video: null,
  timeline: null,
  error: null,
  blocked: null,
  warnings: [],
  credits: { spent: 0 },
  attempts: 0,
  nemo: { session_id: null, task_id: null, claim_url: null, render_id: null },
  metadata: {},
  created_at: '2026-01-01T00:00:00.000Z',
  started_at: null,
  completed_at: null,
  links: { self: '', batch: '', events: '' },
  ...job,
})
