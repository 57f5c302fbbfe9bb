import type { Path } from '@nemo-batch/contracts'
import type { ProjectStore, ProjectTransaction, StoredFile } from '@nemo-batch/database'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Answer, answerOnce, idempotencyKeyOf, type OnceKey, onceKeyOf } from '../services/create-once.ts'
import type { Services } from '../services/index.ts'
import { namingGoneFiles } from '../services/naming-gone-files.ts'
import { keepUploads } from '../uploads/keep-uploads.ts'
import type { BodyForm } from './body-forms.ts'
import { type CheckedJobs, type JobCheck, withCheckedJobs } from './check-jobs.ts'
import { SentFiles } from './check-media.ts'
import { FaultList } from './fault-list.ts'
import type { JobSource } from './forms/source.ts'
import { type ReceivedBody, withBody } from './receive-body.ts'

/** What a route takes jobs as. */
export type JobsRequest = {
  readonly forms: readonly BodyForm[]
  /** Of the part of a form that holds the document; null where forms are not taken. */
  readonly partName: string | null
  readonly open: (body: ReceivedBody, sent: SentFiles) => Promise<JobSource>
  /** Where a job stands in the request. */
  readonly pathOf: (index: number) => Path
  /** Lets the transaction wait for others, before it takes a connection. */
  readonly inTurn?: <T>(work: () => Promise<T>) => Promise<T>
}

export type Http = { readonly request: FastifyRequest; readonly reply: FastifyReply }

/**
 * Takes jobs in from a request of any form and answers it, once for each key. `write` runs in the transaction in which
 * the answer is kept; what it throws undoes everything.
 * @throws ApiProblem with every fault of the request, and nothing has been created
 */
export async function answerNewJobs(
  services: Services,
  { request, reply }: Http,
  asked: JobsRequest,
  write: (tx: ProjectTransaction, jobs: CheckedJobs, sent: readonly StoredFile[]) => Promise<Answer>,
): Promise<void> {
  // before the body is read
  idempotencyKeyOf(request)
  const { project } = request
  const { inTurn = (work) => work() } = asked
  const store: Pick<ProjectStore, 'transaction'> = { transaction: (work) => inTurn(() => project.transaction(work)) }
  await withBody(request, { ...asked, storage: services.storage }, (body) =>
    answerOnce(
      project,
      reply,
      sealable(
        onceKeyOf(request, () => body.sha256),
        services,
      ),
      (begin, keep) =>
        checkBody(services, request, { asked, body }, (jobs) =>
          namingGoneFiles('batch', () =>
            keepUploads(services.storage, store, body.uploads ?? [], async (tx, sent) => {
              await begin(tx)
              return keep(tx, await write(tx, jobs, sent))
            }),
          ),
        ),
    ),
  )
}

/** Looks at the jobs of a request that has come in. @throws ApiProblem with every fault */
export async function checkBody<T>(
  { storage, settings }: Services,
  { project }: FastifyRequest,
  { asked, body, onMedia }: { readonly asked: JobsRequest; readonly body: ReceivedBody } & Pick<JobCheck, 'onMedia'>,
  work: (jobs: CheckedJobs) => Promise<T>,
): Promise<T> {
  const sent = new SentFiles(body.uploads)
  const source = await asked.open(body, sent)
  const faults = new FaultList()
  faults.add(body.faults)
  const { allowPrivateNetworks, maxJobsPerBatch: maxJobs } = settings
  const { pathOf } = asked
  const check = { storage, project, allowPrivateNetworks, maxJobs, sent, pathOf, faults }
  return withCheckedJobs(source, onMedia === undefined ? check : { ...check, onMedia }, work)
}

/** The answer to a batch with a webhook holds its secret. */
const sealable = (once: OnceKey, { secrets }: Services): OnceKey =>
  once === null ? null : { ...once, sealedBy: secrets }
