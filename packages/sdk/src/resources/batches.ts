import { type FollowOptions, followEvents, type Subject } from '../events/follow-events.ts'
import { type WaitOptions, waitUntilEnded } from '../events/wait-until-ended.ts'
import type { CreateOptions, RequestOptions, Transport } from '../http/transport.ts'
import type { List } from '../list.ts'
import { readResults } from '../results/read-results.ts'
import type {
  Batch,
  BatchStats,
  DryRun,
  Job,
  JobRowList,
  NewBatch,
  NewJob,
  QueryOf,
  RetryBatch,
  RetryEstimate,
  ServiceEvent,
} from '../types.ts'

const ENDED: readonly Batch['status'][] = ['completed', 'canceled']
const LAST_EVENTS: readonly ServiceEvent['type'][] = ['batch.completed', 'batch.canceled']

export class Batches {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** Everything is created or nothing. @throws InvalidInputError naming every fault */
  create(batch: NewBatch, options?: CreateOptions): Promise<Batch> {
    return this.#transport.create('/v1/batches', batch, options)
  }

  /** Looks at everything, addresses of media too, and makes nothing: what it would make, cost and take. */
  dryRun(batch: NewBatch, options?: RequestOptions): Promise<DryRun> {
    return this.#transport.post('/v1/batches', batch, { ...options, query: { dry_run: true } })
  }

  retrieve(id: string, options?: RequestOptions): Promise<Batch> {
    return this.#transport.json({ ...options, path: pathOf(id) })
  }

  /** Newest first. */
  list(query: QueryOf<'listBatches'> = {}, options?: RequestOptions): List<Batch> {
    return this.#transport.list('/v1/batches', query, options)
  }

  /** Its jobs, newest first. */
  jobs(id: string, query: QueryOf<'listBatchJobs'> = {}, options?: RequestOptions): List<Job> {
    return this.#transport.list(pathOf(id, 'jobs'), query, options)
  }

  /** Its jobs as rows of a table, from any place on: those first that need attention. */
  jobRows(id: string, query: QueryOf<'listJobRows'> = {}, options?: RequestOptions): Promise<JobRowList> {
    return this.#transport.json({ ...options, path: pathOf(id, 'job-rows'), query })
  }

  /** Its pace, when it is likely to end, and what its jobs failed with. */
  stats(id: string, options?: RequestOptions): Promise<BatchStats> {
    return this.#transport.json({ ...options, path: pathOf(id, 'stats') })
  }

  /** What became of each job, in the order in which they were sent; of a batch of any size. Also while it runs. */
  results(id: string, options?: RequestOptions): AsyncGenerator<Job, void, undefined> {
    return readResults(this.#transport, pathOf(id, 'results'), options)
  }

  /** The same as a table, a line a job: read the `body` as a stream, or whole. */
  resultsCsv(id: string, options?: RequestOptions): Promise<Response> {
    return this.#transport.open({ ...options, path: pathOf(id, 'results'), query: { format: 'csv' } })
  }

  /** More jobs for a batch that was created with `open`; with its defaults. @throws ConflictError when it is closed */
  addJobs(id: string, jobs: readonly NewJob[], options?: CreateOptions): Promise<Batch> {
    return this.#transport.create(pathOf(id, 'jobs'), jobs, options)
  }

  /** An open batch takes no more jobs, and can end. */
  close(id: string, options?: RequestOptions): Promise<Batch> {
    return this.#transport.post(pathOf(id, 'close'), undefined, options)
  }

  /** No job begins any more; messages under way end. */
  pause(id: string, options?: RequestOptions): Promise<Batch> {
    return this.#transport.post(pathOf(id, 'pause'), undefined, options)
  }

  resume(id: string, options?: RequestOptions): Promise<Batch> {
    return this.#transport.post(pathOf(id, 'resume'), undefined, options)
  }

  /** Running jobs end within seconds. */
  cancel(id: string, options?: RequestOptions): Promise<Batch> {
    return this.#transport.post(pathOf(id, 'cancel'), undefined, options)
  }

  /** Starts failed jobs again, those with these error codes if any are named; with `dry_run` tells what it would cost. */
  retry(id: string, what: RetryBatch & { dry_run: true }, options?: RequestOptions): Promise<RetryEstimate>
  retry(id: string, what?: RetryBatch & { dry_run?: false }, options?: RequestOptions): Promise<Batch>
  retry(id: string, what: RetryBatch = {}, options?: RequestOptions): Promise<Batch | RetryEstimate> {
    return this.#transport.post(pathOf(id, 'retry'), what, options)
  }

  /**
   * What happens to the batch and its jobs, from the beginning: every event once, over as many connections as it takes.
   * Ends with the batch. @throws ApiError, ConnectionError, the reason of the signal
   */
  events(id: string, options: FollowOptions = {}): AsyncGenerator<ServiceEvent, void, undefined> {
    return followEvents(this.#transport, this.#subject(id), options)
  }

  /** What has happened so far, oldest first. */
  listEvents(id: string, query: QueryOf<'getBatchEvents'> = {}, options?: RequestOptions): List<ServiceEvent> {
    return this.#transport.list(pathOf(id, 'events'), query, options)
  }

  /** Resolves with the batch once every job has ended, however each ended. @throws as `events` does */
  wait(id: string, options: WaitOptions<Batch> = {}): Promise<Batch> {
    return waitUntilEnded(
      { retrieve: (signal) => this.retrieve(id, { signal }), follow: (how) => this.events(id, how) },
      options,
    )
  }

  #subject(id: string): Subject {
    return {
      path: pathOf(id, 'events'),
      isLast: ({ type }) => LAST_EVENTS.includes(type),
      isEnded: async (signal) => ENDED.includes((await this.retrieve(id, { signal })).status),
      list: (cursor, signal) => this.listEvents(id, cursor === undefined ? {} : { cursor }, { signal }),
    }
  }
}

const pathOf = (id: string, what?: string): string =>
  `/v1/batches/${encodeURIComponent(id)}${what === undefined ? '' : `/${what}`}`
