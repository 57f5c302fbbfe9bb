import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'

export type ThreadAnswer = { readonly status: number; readonly retryAfter: string | null; readonly body: string }

/** Asks from a thread of its own, whose event loop is free when the one of this thread is not. */
export function askInThread(
  urls: readonly string[],
  headers: Readonly<Record<string, string>>,
): Promise<ThreadAnswer[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: { urls, headers } })
    worker.once('message', resolve)
    worker.once('error', reject)
  })
}

async function ask(): Promise<ThreadAnswer[]> {
  const { urls, headers } = workerData as { urls: readonly string[]; headers: Record<string, string> }
  return Promise.all(
    urls.map(async (url) => {
      const answer = await fetch(url, { headers })
      return { status: answer.status, retryAfter: answer.headers.get('retry-after'), body: await answer.text() }
    }),
  )
}

if (!isMainThread && workerData?.urls !== undefined) ask().then((answers) => parentPort?.postMessage(answers))
