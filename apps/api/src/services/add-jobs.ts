import { createHash } from 'node:crypto'
import { faultAt, readAddedJobs } from '@nemo-batch/contracts'
import { type Addition, FileGone, type ProjectTransaction } from '@nemo-batch/database'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { ApiProblem, invalidInput, notFound } from '../problems.ts'
import { checkMedia } from './check-media.ts'
import { answerOnce, onceKeyOf } from './create-once.ts'
import type { Services } from './index.ts'
import { found } from './page-request.ts'
import { presentBatch } from './present.ts'
import { inOneChunk, planJobs } from './take-batch.ts'

type Added = Extract<Addition, { kind: 'added' }>

/**
 * Adds the jobs of a request to an open batch and answers 202 with the batch; then lets them start.
 * @throws ApiProblem `not_found`, `batch_closed`, `invalid_input` with every fault
 */
export async function answerAddedJobs(
  services: Services,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  batchId: string,
): Promise<void> {
  const { project } = request
  const { allowPrivateNetworks, maxJobsPerBatch: maxJobs } = services.settings
  // the same jobs for another batch are another request
  const digest = (): string =>
    createHash('sha256')
      .update(`${batchId} ${request.bodySha256 ?? ''}`)
      .digest('hex')
  let added: Added | undefined
  await answerOnce(project, reply, onceKeyOf(request, digest), async (begin, keep) => {
    const { defaults } = found('batch', await project.findBatch(batchId))
    const reading = readAddedJobs(request.body, defaults, { maxJobs })
    const checked = await checkMedia({ project, allowPrivateNetworks, media: reading.media, uploads: null })
    const faults = [...reading.faults, ...checked.faults]
    if (faults.length > 0) throw invalidInput(faults)
    const jobs = planJobs(reading.jobs, checked.sources, [])
    const add = async (tx: ProjectTransaction) => {
      await begin(tx)
      added = expectAdded(await tx.addJobs(batchId, inOneChunk(jobs), { maxJobs }), maxJobs)
      const body = presentBatch(found('batch', await tx.findBatch(batchId)))
      return keep(tx, { statusCode: 202, headers: { location: body.links.self }, body })
    }
    return project.transaction(add).catch(tellFileGone)
  })
  if (added !== undefined) void services.startJobs(added.accountId)
}

/** @throws ApiProblem that says why nothing was added */
function expectAdded(addition: Addition, maxJobs: number): Added {
  switch (addition.kind) {
    case 'added':
      return addition
    case 'not_found':
      throw notFound('batch')
    case 'closed':
      throw new ApiProblem('batch_closed', 'The batch is closed, has ended or was never open')
    case 'too_many':
      throw invalidInput([
        faultAt([], 'too_many_jobs', `A batch holds at most ${maxJobs} jobs; this one has ${addition.total} already`),
      ])
    case 'duplicate_references':
      throw invalidInput(
        addition.duplicates.map(({ index }) =>
          faultAt([index, 'reference'], 'duplicate_reference', 'The batch has a job with this reference already'),
        ),
      )
  }
}

function tellFileGone(error: unknown): never {
  if (!(error instanceof FileGone)) throw error
  throw invalidInput([faultAt([], 'file_not_found', 'A file of the jobs was deleted meanwhile')])
}
