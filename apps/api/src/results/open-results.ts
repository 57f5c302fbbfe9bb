import { Readable } from 'node:stream'
import type { Job, ResultFormat } from '@nemo-batch/contracts'
import type { JobView, ProjectStore } from '@nemo-batch/database'
import { RESULTS_PER_READ } from '../limits.ts'
import { csvHeader, csvLines } from './csv-lines.ts'

export type Results = {
  readonly project: Pick<ProjectStore, 'readResults'>
  readonly batchId: string
  readonly format: ResultFormat
  readonly present: (job: JobView) => Job
}

const BEFORE_THE_FIRST = -1

/**
 * The results of a batch as they are when each is read, one line a job, in the order in which the jobs were sent. The
 * next page is read when the one before has left: no page waits for a slow reader, and no transaction stays open for one.
 * The first page is read before this resolves, so that a database that is away is told by a status.
 */
export async function openResults(results: Results): Promise<Readable> {
  const lines = linesOf(results)
  const first = await lines.next()
  return Readable.from(first.done ? [] : startingWith(first.value, lines), { objectMode: false })
}

async function* startingWith(first: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield first
  yield* rest
}

async function* linesOf({ project, batchId, format, present }: Results): AsyncGenerator<string> {
  let header = format === 'csv' ? csvHeader() : ''
  for (let after: number | null = BEFORE_THE_FIRST; after !== null; ) {
    const page: Awaited<ReturnType<typeof project.readResults>> = await project.readResults(batchId, {
      after,
      limit: RESULTS_PER_READ,
    })
    const jobs = page.jobs.map(present)
    const text = header + (format === 'csv' ? csvLines(jobs) : jobs.map((job) => `${JSON.stringify(job)}\n`).join(''))
    if (text !== '') yield text
    header = ''
    after = page.jobs.length < RESULTS_PER_READ ? null : page.last
  }
}
