import { createdJobSchema, dryRunQuery, dryRunSchema, newSingleJobSchema } from '@nemo-batch/contracts'
import { presentBatch } from '@nemo-batch/presenters'
import { answerNewJobs } from '../../intake/answer-new-jobs.ts'
import { takeStreams } from '../../intake/body-forms.ts'
import { answerDryRun } from '../../intake/dry-run/answer-dry-run.ts'
import { SINGLE_JOB } from '../../intake/requests.ts'
import { describeOnly } from '../../plugins/validation.ts'
import { newBatchWebhook } from '../../services/new-batch-webhook.ts'
import { found } from '../../services/page-request.ts'
import { problems, type Route } from '../route.ts'

/** A batch of one: JSON, or a form with a part `job` and the files that it names. */
export const createJob: Route = (services) => async (app) => {
  takeStreams(app, ['json'])
  app.post(
    '/jobs',
    {
      config: { scope: 'jobs:write', audit: 'job.create' },
      schema: {
        operationId: 'createJob',
        tags: ['jobs'],
        summary: 'Create one job, in a batch of its own',
        consumes: ['application/json', 'multipart/form-data'],
        querystring: dryRunQuery,
        body: describeOnly(newSingleJobSchema),
        response: { 200: dryRunSchema, 202: createdJobSchema, ...problems(400, 401, 403, 409, 413, 415, 422) },
      },
    },
    async (request, reply) => {
      const http = { request, reply }
      if (request.query.dry_run === 'true') return answerDryRun(services, http, SINGLE_JOB)
      let accountId: string | null = null
      await answerNewJobs(services, http, SINGLE_JOB, async (tx, jobs, sent) => {
        accountId = await tx.pickAccount(services.settings.accountId)
        const webhook = newBatchWebhook(jobs.batch.webhook, services)
        const batch = { ...jobs.batch, accountId, webhook: webhook.kept }
        const { batchId, firstJobId } = await tx.createBatch(batch, jobs.chunks(sent))
        const job = services.presentJob(found('job', await tx.findJob(firstJobId ?? '')))
        const headers = { location: job.links.self }
        if (webhook.kept === null) return { statusCode: 202, headers, body: job }
        const { webhook: made } = presentBatch(found('batch', await tx.findBatch(batchId)))
        return { statusCode: 202, headers, body: { ...job, webhook: webhook.shown(made) }, holdsSecret: true }
      })
      if (accountId !== null) void services.startJobs(accountId)
      return reply
    },
  )
}
