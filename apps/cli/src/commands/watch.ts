import { createApiClient } from '../client/api-client.ts'
import { type ClientOptions, clientSettings } from '../client/client-settings.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { failureReport } from '../progress/failure-report.ts'
import { type FinishedBatch, followProgress } from '../progress/follow-progress.ts'
import type { Environment } from '../stack/process-environment.ts'

/** Shows a batch until it has ended. 0 when every job completed, 1 when some did not. */
export async function watch(
  batchId: string,
  options: ClientOptions,
  environment: Environment,
  signal: AbortSignal,
): Promise<ExitCode> {
  const client = createApiClient(await clientSettings(options, environment))
  try {
    return reportEnd(await followProgress(client, batchId, signal))
  } finally {
    await client.close()
  }
}

/** Tells what became of the batch: the sum on stdout, what needs somebody on stderr. */
export function reportEnd({ batch, jobs }: FinishedBatch): ExitCode {
  const spent = jobs.reduce((sum, job) => sum + (job.credits?.spent ?? 0), 0)
  const { total, completed, failed, canceled } = batch.counts
  const ends = [
    `${completed} of ${total} completed`,
    failed > 0 ? `${failed} failed` : '',
    canceled > 0 ? `${canceled} canceled` : '',
  ]
  process.stdout.write(`${ends.filter(Boolean).join(', ')}; ${spent} credits spent\n`)
  for (const line of failureReport(jobs)) process.stderr.write(`${line}\n`)
  return completed === total ? EXIT.ok : EXIT.failed
}
