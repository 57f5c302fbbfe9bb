import { jobListSchema, listBatchJobsQuery } from '@nemo-batch/contracts'
import { z } from 'zod'
import { found, idParam, pageRequest } from '../../services/page-request.ts'
import { presentList } from '../../services/present.ts'
import { problems, type Route } from '../route.ts'

export const listBatchJobs: Route = (services) => async (app) => {
  app.get(
    '/batches/:id/jobs',
    {
      config: { scope: 'jobs:read' },
      schema: {
        operationId: 'listBatchJobs',
        tags: ['batches'],
        summary: 'The jobs of a batch, newest first',
        params: z.object({ id: z.string() }),
        querystring: listBatchJobsQuery,
        response: { 200: jobListSchema, ...problems(400, 401, 403, 404, 422) },
      },
    },
    async (request) => {
      const batchId = idParam('batch', request.params.id)
      const { status, reference, ...page } = request.query
      found('batch', await request.project.readSubject({ kind: 'batch', id: batchId }))
      const asked = { ...pageRequest('job', page), batchId, status, reference }
      return presentList(await request.project.listJobs(asked), services.presentJob)
    },
  )
}
