import { faultAt } from '@nemo-batch/contracts'
import type { Addition } from '@nemo-batch/database'
import { presentBatch } from '@nemo-batch/presenters'
import { answerNewJobs, type Http, type JobsRequest } from '../intake/answer-new-jobs.ts'
import { moreJobsRequest } from '../intake/requests.ts'
import { ApiProblem, invalidInput, notFound } from '../problems.ts'
import type { Services } from './index.ts'
import { found } from './page-request.ts'
import type { Turns } from './turns.ts'

type Added = Extract<Addition, { kind: 'added' }>

/**
 * Adds the jobs of a request to an open batch and answers 202 with the batch; then lets them start.
 * @throws ApiProblem `not_found`, `batch_closed`, `invalid_input` with every fault
 */
export async function answerAddedJobs(
  services: Services,
  http: Http,
  { batchId, turns }: { readonly batchId: string; readonly turns: Turns },
): Promise<void> {
  const { maxJobsPerBatch: maxJobs } = services.settings
  const { defaults } = found('batch', await http.request.project.findBatch(batchId))
  let added: Added | undefined
  const asked: JobsRequest = { ...moreJobsRequest(defaults), inTurn: (work) => turns(batchId, work) }
  await answerNewJobs(services, http, asked, async (tx, jobs, sent) => {
    added = expectAdded(await tx.addJobs(batchId, jobs.chunks(sent), { maxJobs }), maxJobs)
    const body = presentBatch(found('batch', await tx.findBatch(batchId)))
    return { statusCode: 202, headers: { location: body.links.self }, body }
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
