import { dryRunQuery, dryRunSchema, jobSchema, newSingleJobSchema } from '@nemo-batch/contracts'
import { answerNewJobs } from '../../intake/answer-new-jobs.ts'
import { takeStreams } from '../../intake/body-forms.ts'
import { answerDryRun } from '../../intake/dry-run/answer-dry-run.ts'
import { SINGLE_JOB } from '../../intake/requests.ts'
import { describeOnly } from '../../plugins/validation.ts'
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
        response: { 200: dryRunSchema, 202: jobSchema, ...problems(400, 401, 403, 409, 413, 415, 422) },
      },
    },
    async (request, reply) => {
      const http = { request, reply }
      if (request.query.dry_run === 'true') return answerDryRun(services, http, SINGLE_JOB)
      let accountId: string | null = null
      await answerNewJobs(services, http, SINGLE_JOB, async (tx, jobs, sent) => {
        accountId = await tx.pickAccount(services.settings.accountId)
        const { firstJobId } = await tx.createBatch({ ...jobs.batch, accountId }, jobs.chunks(sent))
        const body = services.presentJob(found('job', await tx.findJob(firstJobId ?? '')))
        return { statusCode: 202, headers: { location: body.links.self }, body }
      })
      if (accountId !== null) void services.startJobs(accountId)
      return reply
    },
  )
}
