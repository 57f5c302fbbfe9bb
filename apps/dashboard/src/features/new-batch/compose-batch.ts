import type { NewBatch, NewJob } from '@nemo-batch/sdk'
import { type Draft, type DraftJob, isPriority, type Media } from './draft.ts'

/** What became of the photos that were added. */
export type Uploads = {
  /** @returns the id of the file; null: it is not there, or not there yet */
  fileIdOf(item: Media): string | null
  nameOf(item: Media): string
  /** Why it could not be uploaded. */
  failureOf(item: Media): string | null
}

type MediaItem = NonNullable<NewJob['media']>[number]

/** The request that the draft stands for. What is not there yet is named by its name, so that the places of others stay. */
export function composeBatch(draft: Draft, uploads: Uploads): NewBatch {
  const { name, instruction, language, priority, quality, scheduledAt, webhookUrl, webhookEvents } = draft
  return {
    ...(name.trim() === '' ? {} : { name: name.trim() }),
    defaults: {
      ...(instruction.trim() === '' ? {} : { instruction }),
      ...(language.trim() === '' ? {} : { language: language.trim() }),
      ...{ priority, output: { format: 'mp4', quality } },
    },
    jobs: draft.jobs.map((job) => composeJob(job, uploads)),
    ...(scheduledAt === '' ? {} : { scheduled_at: new Date(scheduledAt).toISOString() }),
    ...(webhookUrl.trim() === ''
      ? {}
      : { webhook: { url: webhookUrl.trim(), ...(webhookEvents.length === 0 ? {} : { events: [...webhookEvents] }) } }),
  }
}

function composeJob({ reference, language, priority, media, metadata, steps }: DraftJob, uploads: Uploads): NewJob {
  return {
    ...(reference.trim() === '' ? {} : { reference: reference.trim() }),
    media: media.map((item) => composeMedia(item, uploads)),
    ...composeSteps(steps),
    ...(language.trim() === '' ? {} : { language: language.trim() }),
    ...(isPriority(priority) ? { priority } : {}),
    ...(Object.keys(metadata).length === 0 ? {} : { metadata }),
  }
}

function composeSteps(steps: DraftJob['steps']): Pick<NewJob, 'instruction' | 'steps'> {
  if (steps.length > 1) return { steps: steps.map(({ instruction, render }) => ({ instruction, render })) }
  const instruction = steps[0]?.instruction ?? ''
  return instruction.trim() === '' ? {} : { instruction }
}

function composeMedia(item: Media, uploads: Uploads): MediaItem {
  if (item.kind === 'url') return item.url
  const fileId = uploads.fileIdOf(item)
  return fileId === null ? { file: uploads.nameOf(item) } : { file_id: fileId }
}
