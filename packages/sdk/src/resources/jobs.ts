import { UnexpectedAnswerError } from '../errors.ts'
import { type FollowOptions, followEvents, type Subject } from '../events/follow-events.ts'
import { type WaitOptions, waitUntilEnded } from '../events/wait-until-ended.ts'
import type { CreateOptions, RequestOptions, Transport } from '../http/transport.ts'
import type { List } from '../list.ts'
import type {
  BulkEstimate,
  BulkResult,
  BulkSelection,
  CreatedJob,
  DryRun,
  Job,
  JobTimeline,
  MessageAnswer,
  NewSingleJob,
  NewSteps,
  QueryOf,
  ServiceEvent,
} from '../types.ts'

const ENDED: readonly Job['status'][] = ['completed', 'failed', 'canceled']
const LAST_EVENTS: readonly ServiceEvent['type'][] = ['job.completed', 'job.failed', 'job.canceled']

export class Jobs {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** A batch of this one job. @throws InvalidInputError naming every fault */
  create(job: NewSingleJob, options?: CreateOptions): Promise<CreatedJob> {
    return this.#transport.create('/v1/jobs', job, options)
  }

  /** Looks at everything, addresses of media too, and makes nothing: what it would cost and take. */
  dryRun(job: NewSingleJob, options?: RequestOptions): Promise<DryRun> {
    return this.#transport.post('/v1/jobs', job, { ...options, query: { dry_run: true } })
  }

  retrieve(id: string, options?: RequestOptions): Promise<Job> {
    return this.#transport.json({ ...options, path: pathOf(id) })
  }

  /** Newest first. */
  list(query: QueryOf<'listJobs'> = {}, options?: RequestOptions): List<Job> {
    return this.#transport.list('/v1/jobs', query, options)
  }

  /** A running job ends within seconds. @throws ConflictError when it completed or failed before */
  cancel(id: string, options?: RequestOptions): Promise<Job> {
    return this.#transport.post(pathOf(id, 'cancel'), undefined, options)
  }

  /** Starts a failed job again where as little as possible is done and paid twice. @throws ConflictError */
  retry(id: string, options?: RequestOptions): Promise<Job> {
    return this.#transport.post(pathOf(id, 'retry'), undefined, options)
  }

  /** Starts those again that failed, as `retry` does with each; with `dry_run` tells how many, and what that would cost. */
  retryMany(which: BulkSelection & { dry_run: true }, options?: RequestOptions): Promise<BulkEstimate>
  retryMany(which: BulkSelection & { dry_run?: false }, options?: RequestOptions): Promise<BulkResult>
  retryMany(which: BulkSelection, options?: RequestOptions): Promise<BulkEstimate | BulkResult> {
    return this.#transport.post('/v1/jobs/retry', which, options)
  }

  /** Ends those that have not ended; with `dry_run` tells how many, and what they have spent. */
  cancelMany(which: BulkSelection & { dry_run: true }, options?: RequestOptions): Promise<BulkEstimate>
  cancelMany(which: BulkSelection & { dry_run?: false }, options?: RequestOptions): Promise<BulkResult>
  cancelMany(which: BulkSelection, options?: RequestOptions): Promise<BulkEstimate | BulkResult> {
    return this.#transport.post('/v1/jobs/cancel', which, options)
  }

  /**
   * Refines a job that has completed or failed: one step more, or several, in its own session. Wait for it anew.
   * @throws ConflictError `job_not_ended`, `job_ended`, `retry_first`; InvalidInputError naming every fault
   */
  addSteps(id: string, steps: NewSteps, options?: CreateOptions): Promise<Job> {
    return this.#transport.create(pathOf(id, 'steps'), steps, options)
  }

  /**
   * Says something to the job, as a person would, in English or Chinese: an edit becomes a step, a question is answered.
   * @throws ConflictError when it cannot do that now
   */
  sendMessage(id: string, text: string, options?: CreateOptions): Promise<MessageAnswer> {
    return this.#transport.create(pathOf(id, 'messages'), { text }, options)
  }

  /** What happens to the job, from the beginning: every event once. Ends with the job. */
  events(id: string, options: FollowOptions = {}): AsyncGenerator<ServiceEvent, void, undefined> {
    return followEvents(this.#transport, this.#subject(id), options)
  }

  /** What has happened so far, oldest first. */
  listEvents(id: string, query: QueryOf<'getJobEvents'> = {}, options?: RequestOptions): List<ServiceEvent> {
    return this.#transport.list(pathOf(id, 'events'), query, options)
  }

  /** Resolves with the job once it has completed, failed or been canceled: look at its `status`. */
  wait(id: string, options: WaitOptions<Job> = {}): Promise<Job> {
    return waitUntilEnded(
      { retrieve: (signal) => this.retrieve(id, { signal }), follow: (how) => this.events(id, how) },
      options,
    )
  }

  /** What is in the video, and of which step it is. @throws NotFoundError `no_timeline` before a step was worked */
  timeline(id: string, options?: RequestOptions): Promise<JobTimeline> {
    return this.#transport.json({ ...options, path: pathOf(id, 'timeline') })
  }

  /**
   * The finished video: read its `body` as a stream, or whole. The signal ends the body as well.
   * @throws ConflictError `video_not_ready`, NotFoundError `video_not_found`
   */
  async video(id: string, options: RequestOptions = {}): Promise<Response> {
    return this.#transport.openLink(await this.videoUrl(id, options), options)
  }

  /** A link to the finished video that needs no key and ends after some days. @throws as `video` does */
  async videoUrl(id: string, options: RequestOptions = {}): Promise<string> {
    const before = await this.retrieve(id, options)
    if (before.video !== null) return before.video.url
    await this.#transport.explain(pathOf(id, 'video'), options)
    // It leads to a video by now.
    const { video } = await this.retrieve(id, options)
    if (video === null) throw new UnexpectedAnswerError(`${id} has a video and does not say where`)
    return video.url
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
  `/v1/jobs/${encodeURIComponent(id)}${what === undefined ? '' : `/${what}`}`
