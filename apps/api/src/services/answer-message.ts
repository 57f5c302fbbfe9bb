import type { MessageAnswer } from '@nemo-batch/contracts'
import type { LastRender, ProjectTransaction } from '@nemo-batch/database'
import { routeMessage } from '@nemo-batch/nemo-client'
import { ApiProblem } from '../problems.ts'
import type { Services } from './index.ts'
import { type Replies, repliesIn } from './message-replies.ts'
import { found } from './page-request.ts'
import { presentAccount } from './present.ts'
import { notEnded, refineJob } from './refine-job.ts'

/** `startedOn`: the account on which the job goes on now; null when all is said. */
type Answered = { readonly body: MessageAnswer; readonly startedOn: string | null }

/**
 * Does what somebody says to a job: where it goes is read off the words, and nothing but an edit is passed on to NEMO.
 * @throws ApiProblem `not_found`; `job_not_ended`, `job_ended`, `retry_first` when the job cannot do it now
 */
export async function answerMessage(
  services: Pick<Services, 'presentJob'>,
  tx: ProjectTransaction,
  { jobId, text }: { readonly jobId: string; readonly text: string },
): Promise<Answered> {
  const job = services.presentJob(found('job', await tx.findJob(jobId)))
  const replies = repliesIn(job.language)
  const { action } = routeMessage(text)
  switch (action) {
    case 'edit': {
      // what has no video yet would complete without one
      const render = job.video === null
      const { accountId, stepIndex } = await refineJob(tx, jobId, [{ instruction: text, render, media: [] }])
      return { body: { action, reply: replies.edit, step_index: stepIndex }, startedOn: accountId }
    }
    case 'export': {
      const video = job.status === 'completed' ? job.steps.at(-1)?.video : null
      if (video) return said({ action, reply: replies.exported(video.url) })
      return exporting(await tx.renderLastStep(jobId), replies)
    }
    case 'credits': {
      const { credits } = presentAccount(found('acct', await tx.findJobAccount(jobId)))
      return said({ action, reply: replies.credits(credits.available), credits })
    }
    case 'status': {
      const reply = [replies.status(job), job.timeline?.summary ?? ''].join(' ').trim()
      return said({ action, reply, timeline: job.timeline })
    }
    case 'upload':
      return said({ action, reply: replies.upload(jobId) })
  }
}

const said = (body: MessageAnswer): Answered => ({ body, startedOn: null })

function exporting(outcome: LastRender, replies: Replies): Answered {
  if (outcome.kind === 'queued') {
    const { accountId, stepIndex } = outcome
    return { body: { action: 'export', reply: replies.rendering, step_index: stepIndex }, startedOn: accountId }
  }
  const { status } = found('job', outcome.kind === 'not_found' ? null : outcome)
  if (status === 'failed') throw new ApiProblem('retry_first', 'The job failed; retry it, or say what shall be changed')
  throw notEnded(status)
}
