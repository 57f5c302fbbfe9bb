import type { DryRun, PlacedMedia } from '@nemo-batch/contracts'
import { MESSAGE_CREDITS } from '@nemo-batch/domain'
import type { FastifyReply } from 'fastify'
import { FAULTS_TOLD, LOOKED_AT_URLS } from '../../limits.ts'
import type { Services } from '../../services/index.ts'
import { checkBody, type Http, type JobsRequest } from '../answer-new-jobs.ts'
import type { CheckedJobs } from '../check-jobs.ts'
import { withBody } from '../receive-body.ts'
import { estimateSeconds } from './estimate-seconds.ts'
import { lookAtUrls, type PlacedUrl } from './look-at-urls.ts'

/**
 * Answers what a request would make, and makes nothing. What is wrong with its form is refused as without a dry run; what
 * is wrong with the media that it names is told in the answer.
 * @throws ApiProblem as the request itself would
 */
export async function answerDryRun(services: Services, http: Http, asked: JobsRequest): Promise<FastifyReply> {
  const { request, reply } = http
  const urls = new DistinctUrls()
  const answer = await withBody(request, { ...asked, storage: services.storage }, (body) =>
    checkBody(services, request, { asked, body, onMedia: (media, line) => urls.add(media, line) }, async (jobs) => {
      const seconds = await estimateSeconds(services, request.project, jobs)
      return tell(jobs, seconds, await lookAtAll(urls, services.settings))
    }),
  )
  return reply.code(200).send(answer)
}

type MediaNews = Pick<DryRun, 'errors' | 'warnings'> & { readonly lookedAt: number; readonly notLookedAt: number }

async function lookAtAll(urls: DistinctUrls, policy: { readonly allowPrivateNetworks: boolean }): Promise<MediaNews> {
  const { faults, lookedAt } = await lookAtUrls(urls.kept, policy)
  const notLookedAt = urls.kept.length - lookedAt + urls.moreCount
  const message = `There was no time to look at ${notLookedAt} addresses, or they were too many`
  return {
    errors: faults.slice(0, FAULTS_TOLD),
    warnings: notLookedAt === 0 ? [] : [{ code: 'media_not_looked_at', message }],
    lookedAt,
    notLookedAt,
  }
}

const tell = (jobs: CheckedJobs, seconds: number, { lookedAt, notLookedAt, errors, warnings }: MediaNews): DryRun => ({
  object: 'dry_run',
  ok: errors.length === 0,
  jobs: jobs.jobCount,
  messages: jobs.stepCount,
  media: { total: jobs.mediaCount, looked_at: lookedAt, not_looked_at: notLookedAt },
  credits: { estimated: jobs.stepCount * MESSAGE_CREDITS },
  estimated_seconds: seconds,
  errors,
  warnings,
})

/** Each address once, at its first place. Of very many only the first are kept, so that memory is bounded. */
class DistinctUrls {
  readonly #kept = new Map<string, PlacedUrl>()
  moreCount = 0

  add({ item, path }: PlacedMedia, line: number | null): void {
    if (typeof item !== 'string' || this.#kept.has(item)) return
    if (this.#kept.size === LOOKED_AT_URLS) this.moreCount++
    else this.#kept.set(item, { url: item, path, line })
  }

  get kept(): readonly PlacedUrl[] {
    return [...this.#kept.values()]
  }
}
