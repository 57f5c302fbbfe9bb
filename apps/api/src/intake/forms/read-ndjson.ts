import { type EnvelopeReading, planAddition, readBatchFields } from '@nemo-batch/contracts'
import { JOB_BYTES } from '../../limits.ts'
import { ApiProblem } from '../../problems.ts'
import { parseJson } from '../parse-json.ts'
import type { JobSource, RawJob } from './source.ts'
import { readChunks } from './utf8.ts'

type Line = { readonly number: number; readonly bytes: Buffer }

/** The first line is the batch, each further one a job. Blank lines are passed over. */
export async function openNdjsonBatch(path: string): Promise<JobSource> {
  return { envelope: await readFirstLine(path), jobs: () => readJobs(path, 1) }
}

/** Each line is a job, for a batch that is there. */
export async function openNdjsonJobs(path: string, defaults: unknown): Promise<JobSource> {
  return { envelope: planAddition(defaults), jobs: () => readJobs(path, 0) }
}

async function readFirstLine(path: string): Promise<EnvelopeReading> {
  for await (const [line] of readLines(path)) {
    if (line === undefined) continue
    const job = readLine(line)
    if (!('problem' in job)) return atLine(readBatchFields(job.value), line.number)
    const fault = { path: '', ...job.problem, line: line.number }
    return { batch: null, defaults: {}, isOpen: false, webhookUrl: null, faults: [fault] }
  }
  throw new ApiProblem('invalid_json', 'The first line has to be the batch without its jobs, at least {}')
}

const atLine = (reading: EnvelopeReading, line: number): EnvelopeReading => ({
  ...reading,
  line,
  faults: reading.faults.map((fault) => ({ ...fault, line })),
})

async function* readJobs(path: string, skipped: number): AsyncGenerator<readonly RawJob[]> {
  let toSkip = skipped
  for await (const lines of readLines(path)) {
    const jobs = lines.slice(toSkip).map(readLine)
    toSkip = Math.max(0, toSkip - lines.length)
    if (jobs.length > 0) yield jobs
  }
}

function readLine({ number, bytes }: Line): RawJob {
  const text = decoded(bytes)
  const reading = text === null ? { problem: 'is not UTF-8' } : parseJson(text)
  if (!('problem' in reading)) return { line: number, value: reading.value }
  return { line: number, problem: { code: 'invalid_json', message: `Line ${number} ${reading.problem}` } }
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function decoded(bytes: Buffer): string | null {
  try {
    return decoder.decode(bytes)
  } catch {
    return null
  }
}

/** Lines that are not blank, a chunk of the file at a time. */
async function* readLines(path: string): AsyncGenerator<readonly Line[]> {
  let rest: Buffer[] = []
  let restBytes = 0
  let number = 0
  const finish = (end: Buffer): Line[] => {
    const bytes = rest.length === 0 ? end : Buffer.concat([...rest, end])
    rest = []
    restBytes = 0
    number++
    return isBlank(bytes) ? [] : [{ number, bytes }]
  }
  for await (const chunk of readChunks(path)) {
    const lines: Line[] = []
    let from = 0
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
      lines.push(...finish(chunk.subarray(from, end)))
      from = end + 1
    }
    // the memory of a chunk is not ours for longer than its turn
    rest.push(Buffer.from(chunk.subarray(from)))
    restBytes += chunk.length - from
    if (restBytes > JOB_BYTES)
      throw new ApiProblem('body_too_large', `Line ${number + 1} has more than ${JOB_BYTES} bytes`)
    yield lines
  }
  yield finish(Buffer.alloc(0))
}

const NEWLINE = 0x0a
const isBlank = (bytes: Buffer): boolean => bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d)
