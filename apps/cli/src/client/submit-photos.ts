import type { BatchAnswer } from './answers.ts'
import type { ApiClient } from './api-client.ts'

const UPLOADS_AT_ONCE = 4

export type PhotoJob = {
  readonly reference: string
  readonly instruction: string
  readonly language?: string
  readonly files: readonly string[]
}

export type SubmitOptions = {
  readonly name?: string | undefined
  readonly signal: AbortSignal
  readonly onUploaded?: (done: number, total: number) => void
}

/** Uploads every photo once, a few at a time, and creates the batch. */
export async function submitPhotos(
  client: ApiClient,
  jobs: readonly PhotoJob[],
  { name, signal, onUploaded }: SubmitOptions,
): Promise<BatchAnswer> {
  const files = [...new Set(jobs.flatMap((job) => job.files))]
  const ids = new Map<string, string>()
  const waiting = files.values()
  const failed = new AbortController()
  const either = AbortSignal.any([signal, failed.signal])
  const uploadNext = async (): Promise<void> => {
    for (const file of waiting) {
      const { id } = await client.uploadFile(file, either)
      ids.set(file, id)
      onUploaded?.(ids.size, files.length)
    }
  }
  try {
    await Promise.all(Array.from({ length: UPLOADS_AT_ONCE }, uploadNext))
  } catch (error) {
    failed.abort(error)
    throw error
  }
  const mediaOf = (file: string): { file_id: string }[] => {
    const id = ids.get(file)
    return id === undefined ? [] : [{ file_id: id }]
  }
  return client.createBatch(
    {
      ...(name === undefined ? {} : { name }),
      jobs: jobs.map(({ files: photos, ...job }) => ({ ...job, media: photos.flatMap(mediaOf) })),
    },
    signal,
  )
}
