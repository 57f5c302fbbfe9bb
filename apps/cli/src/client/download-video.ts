import { createHash, randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { type ApiClient, reasonOf } from './api-client.ts'
import { ApiUnreachable, UnexpectedAnswer } from './errors.ts'

const MAX_REDIRECTS = 3
const SILENCE_TIMEOUT_MS = 60_000

export type Download = { readonly file: string; readonly sizeBytes: number; readonly sha256: string }

/**
 * Streams a finished job's video to `file`, which appears whole or not at all.
 * @throws ApiUnreachable, ApiProblem, UnexpectedAnswer
 */
export async function downloadVideo(
  client: ApiClient,
  jobId: string,
  file: string,
  signal?: AbortSignal,
): Promise<Download> {
  const answer = await openFollowing(client, `/v1/jobs/${encodeURIComponent(jobId)}/video`, signal)
  const draft = `${file}.${randomUUID().slice(0, 8)}.part`
  const hash = createHash('sha256')
  let sizeBytes = 0
  try {
    await mkdir(path.dirname(file), { recursive: true })
    await pipeline(
      answer.body,
      async function* measure(chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          hash.update(chunk)
          sizeBytes += chunk.length
          yield chunk
        }
      },
      createWriteStream(draft),
    )
    await rename(draft, file)
  } catch (error) {
    await rm(draft, { force: true })
    signal?.throwIfAborted()
    throw new ApiUnreachable(`The download to ${file} failed: ${reasonOf(error)}`, { cause: error })
  }
  return { file, sizeBytes, sha256: hash.digest('hex') }
}

async function openFollowing(client: ApiClient, start: string, signal: AbortSignal | undefined) {
  let url = start
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    const answer = await client.open(url, { signal, bodyTimeoutMs: SILENCE_TIMEOUT_MS })
    if (answer.statusCode < 300) return answer
    await answer.body.dump()
    const { location } = answer.headers
    if (typeof location !== 'string') throw new UnexpectedAnswer('A redirect without an address')
    url = location
  }
  throw new UnexpectedAnswer(`More than ${MAX_REDIRECTS} redirects`)
}
