import {
  type Fault,
  faultAt,
  type JobReading,
  type Path,
  type PlacedMedia,
  type PlannedBatch,
  readJob,
  SeenReferences,
} from '@nemo-batch/contracts'
import type { NewJob, ProjectStore, StoredFile } from '@nemo-batch/database'
import type { Storage } from '@nemo-batch/storage'
import type { AddressPolicy } from '@nemo-batch/webhooks'
import { urlFaults } from '../services/url-faults.ts'
import { checkMedia, fileIdOf, type MediaSources, planMedia, type SentFiles } from './check-media.ts'
import type { FaultList } from './fault-list.ts'
import type { JobSource, RawJob } from './forms/source.ts'
import { readSpool, type SpooledJob, spoolJobs } from './spool-jobs.ts'

export type JobCheck = {
  readonly storage: Storage
  readonly project: ProjectStore
  readonly allowPrivateNetworks: boolean
  readonly maxJobs: number
  readonly sent: SentFiles
  /** Where jobs stand in the request, for paths of faults. */
  readonly pathOf: (index: number) => Path
  /** Found before the jobs were looked at. */
  readonly faults: FaultList
  /** Is told of every photo that is not sent along. */
  readonly onMedia?: (media: PlacedMedia, line: number | null) => void
}

/** Jobs without a fault, on disk. */
export type CheckedJobs = {
  readonly batch: PlannedBatch
  readonly jobCount: number
  /** Each is an instruction that will be sent. */
  readonly stepCount: number
  readonly mediaCount: number
  /** As often as needed. @param sent the files that came along, kept by now. */
  chunks(sent: readonly StoredFile[]): AsyncGenerator<readonly NewJob[]>
}

const PRIORITIES = { low: 0, normal: 1, high: 2 } as const

/**
 * Looks at every job of a request as it is read, and spools it. Memory does not grow with their number, apart from their
 * references. What was spooled is removed when `work` has ended, or when there is a fault.
 * @throws ApiProblem `invalid_input`, `invalid_json` with every fault
 */
export async function withCheckedJobs<T>(
  source: JobSource,
  check: JobCheck,
  work: (jobs: CheckedJobs) => Promise<T>,
): Promise<T> {
  const checker = new Checker(source, check)
  const spool = await spoolJobs(check.storage, checker.run())
  try {
    const { batch } = source.envelope
    check.faults.throwIfAny()
    if (batch === null) throw new Error('a batch without a fault has a plan')
    const { jobCount, stepCount, mediaCount } = checker
    return await work({ batch, jobCount, stepCount, mediaCount, chunks: (sent) => readSpool(spool.path, sent) })
  } finally {
    await spool.discard()
  }
}

class Checker {
  readonly #source: JobSource
  readonly #check: JobCheck
  readonly #references = new SeenReferences()
  jobCount = 0
  stepCount = 0
  mediaCount = 0

  constructor(source: JobSource, check: JobCheck) {
    this.#source = source
    this.#check = check
  }

  async *run(): AsyncGenerator<readonly SpooledJob[]> {
    const { faults, sent, maxJobs, pathOf } = this.#check
    const listPath = pathOf(0).slice(0, -1)
    const { envelope } = this.#source
    faults.add(envelope.faults)
    faults.add(webhookFaults(envelope.webhookUrl, this.#check), envelope.line ?? null)
    for await (const raw of this.#source.jobs()) {
      const rest = maxJobs - this.jobCount
      yield await this.#readChunk(raw.slice(0, rest))
      if (raw.length <= rest) continue
      faults.add([faultAt(listPath, 'too_many_jobs', `A batch holds at most ${maxJobs} jobs; this one has more`)])
      return
    }
    if (this.jobCount === 0 && !envelope.isOpen && faults.isEmpty)
      faults.add([faultAt(listPath, 'empty_batch', 'At least one job is needed, unless the batch is open')])
    faults.add(sent.unusedFaults())
  }

  async #readChunk(raw: readonly RawJob[]): Promise<readonly SpooledJob[]> {
    const { faults, project, onMedia } = this.#check
    const readings = raw.map((job) => ({ line: job.line, reading: this.#read(job) }))
    const ids = readings.flatMap(({ reading }) => reading.media.flatMap(({ item }) => fileIdOf(item) ?? []))
    const sources = { ...this.#check, files: await project.findFiles(ids) }
    for (const { line, reading } of readings) {
      faults.add(reading.faults, line)
      this.mediaCount += reading.media.length
      for (const media of reading.media) {
        faults.add(checkMedia(media, sources), line)
        onMedia?.(media, line)
      }
    }
    // of a request with a fault nothing is written, so that the rest is read only to be checked
    return faults.isEmpty ? readings.flatMap(({ reading }) => spelledOut(reading, sources)) : []
  }

  #read(job: RawJob): JobReading {
    const path = this.#check.pathOf(this.jobCount++)
    if ('problem' in job)
      return { job: null, faults: [faultAt(path, job.problem.code, job.problem.message)], media: [], reference: null }
    const reading = readJob(job.value, path, this.#source.envelope.defaults)
    this.stepCount += reading.job?.steps.length ?? 0
    const double = this.#references.add(reading.reference, path)
    return double === null ? reading : { ...reading, faults: [...reading.faults, double] }
  }
}

const webhookFaults = (url: string | null, policy: AddressPolicy): Fault[] =>
  url === null ? [] : urlFaults(url, ['webhook', 'url'], policy)

const spelledOut = ({ job }: JobReading, sources: MediaSources): SpooledJob[] =>
  job === null
    ? []
    : [
        {
          ...job,
          priority: PRIORITIES[job.priority],
          steps: job.steps.map((step) => ({ ...step, media: step.media.map((item) => planMedia(item, sources)) })),
        },
      ]
