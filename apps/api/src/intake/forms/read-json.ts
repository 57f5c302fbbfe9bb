import { createReadStream } from 'node:fs'
import { buffer } from 'node:stream/consumers'
import { planAddition, readEnvelope, splitSingleJob } from '@nemo-batch/contracts'
import { ENVELOPE_BYTES, ENVELOPE_FIELDS, JOB_BYTES } from '../../limits.ts'
import { ApiProblem, invalidInput } from '../../problems.ts'
import { JsonCutter, type JsonPiece } from '../cut-json.ts'
import { parseJson } from '../parse-json.ts'
import type { JobSource, RawJob } from './source.ts'
import { decodeUtf8, readChunks } from './utf8.ts'

/** A batch as one JSON document. It is gone through twice: what goes for all jobs may stand behind them. */
export async function openJsonBatch(path: string): Promise<JobSource> {
  if ((await firstByte(path)) !== '{') return refused(readEnvelope(await readWhole(path)))
  const envelope = readEnvelope(await readFields(path))
  return { envelope, jobs: () => readElements(path) }
}

/** A list of jobs, for a batch that is there. */
export async function openJsonJobs(path: string, defaults: unknown): Promise<JobSource> {
  if ((await firstByte(path)) === '[') return { envelope: planAddition(defaults), jobs: () => readElements(path) }
  await readWhole(path)
  throw invalidInput([{ path: '', code: 'invalid_type', message: 'Must be a list of jobs' }])
}

/** One job alone. */
export async function openJsonJob(path: string): Promise<JobSource> {
  const { envelope, job } = splitSingleJob(await readWhole(path))
  return {
    envelope,
    async *jobs() {
      yield [{ line: null, value: job }]
    },
  }
}

const refused = (envelope: JobSource['envelope']): JobSource => ({ envelope, async *jobs() {} })

async function firstByte(path: string): Promise<string> {
  for await (const chunk of readChunks(path)) {
    const start = chunk.toString('latin1').trimStart()
    if (start !== '') return start.charAt(0)
  }
  return ''
}

/** @throws ApiProblem `invalid_json`, `body_too_large` */
async function readWhole(path: string): Promise<unknown> {
  const bytes = await buffer(createReadStream(path, { end: JOB_BYTES }))
  if (bytes.length > JOB_BYTES) throw new ApiProblem('body_too_large', `A job has at most ${JOB_BYTES} bytes`)
  return parsed('body', decodeUtf8(bytes).replace(/^\uFEFF/, ''))
}

/** Every field; of the list of jobs only that it is one. */
async function readFields(path: string): Promise<Readonly<Record<string, unknown>>> {
  const fields = new Map<string, unknown>()
  let restBytes = ENVELOPE_BYTES
  for await (const pieces of cut(path))
    for (const { key, bytes } of pieces) {
      if (key === null) continue
      restBytes -= bytes.length
      if (restBytes < 0 || fields.size === ENVELOPE_FIELDS)
        throw new ApiProblem('body_too_large', `A batch without its jobs has at most ${ENVELOPE_BYTES} bytes`)
      if (fields.has(key)) throw new ApiProblem('invalid_json', 'The body has two fields of the same name')
      fields.set(key, parsed('body', decodeUtf8(bytes)))
    }
  if (fields.has('__proto__')) throw new ApiProblem('invalid_json', 'The body cannot be read as JSON')
  return Object.fromEntries(fields)
}

async function* readElements(path: string): AsyncGenerator<readonly RawJob[]> {
  let index = 0
  for await (const pieces of cut(path)) {
    const jobs = pieces.flatMap(({ key, bytes }) =>
      key === null ? [{ line: null, value: parsed(`job with the index ${index++}`, decodeUtf8(bytes)) }] : [],
    )
    if (jobs.length > 0) yield jobs
  }
}

async function* cut(path: string): AsyncGenerator<readonly JsonPiece[]> {
  const cutter = new JsonCutter('jobs')
  for await (const chunk of readChunks(path)) yield cutter.write(chunk)
  cutter.end()
}

function parsed(what: string, text: string): unknown {
  const reading = parseJson(text)
  if ('problem' in reading) throw new ApiProblem('invalid_json', `The ${what} ${reading.problem}`)
  return reading.value
}
