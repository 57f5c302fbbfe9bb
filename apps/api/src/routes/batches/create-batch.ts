import { batchSchema, createBatchQuery, dryRunSchema, newBatchSchema } from '@nemo-batch/contracts'
import { presentBatch } from '@nemo-batch/presenters'
import { answerNewJobs } from '../../intake/answer-new-jobs.ts'
import { takeStreams } from '../../intake/body-forms.ts'
import { answerDryRun } from '../../intake/dry-run/answer-dry-run.ts'
import { batchRequest } from '../../intake/requests.ts'
import { describeOnly } from '../../plugins/validation.ts'
import { newBatchWebhook } from '../../services/new-batch-webhook.ts'
import { found } from '../../services/page-request.ts'
import { problems, type Route } from '../route.ts'

/** JSON, NDJSON, CSV, or one of them in a form beside the files that it names. Everything is created or nothing. */
export const createBatch: Route = (services) => async (app) => {
  takeStreams(app, ['json', 'ndjson', 'csv'])
  app.post(
    '/batches',
    {
      config: { scope: 'jobs:write', audit: 'batch.create' },
      schema: {
        operationId: 'createBatch',
        tags: ['batches'],
        summary: 'Create a batch of jobs',
        consumes: ['application/json', 'application/x-ndjson', 'text/csv', 'multipart/form-data'],
        querystring: createBatchQuery,
        body: describeOnly(newBatchSchema),
        response: { 200: dryRunSchema, 202: batchSchema, ...problems(400, 401, 403, 409, 413, 415, 422) },
      },
    },
    async (request, reply) => {
      const { dry_run: dryRun, name, instruction, language } = request.query
      const asked = batchRequest({ name, instruction, language })
      const http = { request, reply }
      if (dryRun === 'true') return answerDryRun(services, http, asked)
      let accountId: string | null = null
      await answerNewJobs(services, http, asked, async (tx, jobs, sent) => {
        accountId = await tx.pickAccount(services.settings.accountId)
        const webhook = newBatchWebhook(jobs.batch.webhook, services)
        const { batchId } = await tx.createBatch({ ...jobs.batch, accountId, webhook: webhook.kept }, jobs.chunks(sent))
        const batch = presentBatch(found('batch', await tx.findBatch(batchId)))
        const body = { ...batch, webhook: webhook.shown(batch.webhook) }
        return { statusCode: 202, headers: { location: body.links.self }, body, holdsSecret: webhook.kept !== null }
      })
      if (accountId !== null) void services.startJobs(accountId)
      return reply
    },
  )
}
