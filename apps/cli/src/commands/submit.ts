import path from 'node:path'
import type { JobAnswer } from '../client/answers.ts'
import { type ApiClient, createApiClient } from '../client/api-client.ts'
import { type ClientOptions, clientSettings } from '../client/client-settings.ts'
import { downloadVideo } from '../client/download-video.ts'
import { submitPhotos } from '../client/submit-photos.ts'
import { EXIT, type ExitCode, UsageError } from '../exit-code.ts'
import { followProgress } from '../progress/follow-progress.ts'
import type { Environment } from '../stack/process-environment.ts'
import { readPhotoFolder } from './read-photo-folder.ts'
import { reportEnd } from './watch.ts'

export type SubmitCommandOptions = ClientOptions & {
  readonly instruction?: string | undefined
  readonly name?: string | undefined
  readonly together?: boolean | undefined
  readonly watch?: boolean | undefined
  readonly out?: string | undefined
}

/** Uploads a folder's photos as one batch; with `watch` or `out` stays until it has ended. */
export async function submit(
  folder: string,
  options: SubmitCommandOptions,
  environment: Environment,
  signal: AbortSignal,
): Promise<ExitCode> {
  const { instruction = '' } = options
  if (instruction.trim() === '') throw new UsageError('--instruction must say what to make of the photos')
  const planned = await readPhotoFolder(folder, options.together === true)
  const client = createApiClient(await clientSettings(options, environment))
  try {
    const batch = await submitPhotos(
      client,
      planned.map((job) => ({ ...job, instruction })),
      { name: options.name ?? path.basename(path.resolve(folder)), signal, onUploaded: sayUploaded },
    )
    process.stdout.write(`${batch.id}\n`)
    if (options.watch !== true && options.out === undefined) return EXIT.ok
    const finished = await followProgress(client, batch.id, signal)
    if (options.out !== undefined) await downloadVideos(client, finished.jobs, options.out, signal)
    return reportEnd(finished)
  } finally {
    await client.close()
  }
}

// On stderr, so that stdout is the batch's id alone for a script to take.
const sayUploaded = (done: number, total: number): void => void process.stderr.write(`uploaded ${done} of ${total}\n`)

async function downloadVideos(
  client: ApiClient,
  jobs: readonly JobAnswer[],
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  const taken = new Set<string>()
  for (const job of jobs.filter(({ status }) => status === 'completed')) {
    const wanted = fileNameOf(job.reference ?? job.id)
    const name = taken.has(wanted.toLowerCase()) ? `${wanted}-${job.id}` : wanted
    taken.add(name.toLowerCase())
    const file = path.join(folder, `${name}.mp4`)
    const { sizeBytes } = await downloadVideo(client, job.id, file, signal)
    process.stdout.write(`${file} (${sizeBytes} bytes)\n`)
  }
}

/** A reference as a file name: it never leaves the folder. */
export const fileNameOf = (reference: string): string =>
  reference
    .replaceAll(/[^\p{L}\p{N}._ -]/gu, '_')
    .replace(/^\.+/, '_')
    .slice(0, 120)
