import { jobListSchema, listBatchJobsQuery } from '@nemo-batch/contracts'
import { listJobs, readSubject } from '@nemo-batch/database'
import { z } from 'zod'
import { found, idParam, pageRequest } from '../../services/page-request.ts'
import { presentList } from '../../services/present.ts'
import { problems, type Route } from '../route.ts'

export const listBatchJobs: Route = (services) => async (app) => {
  app.get(
    '/batches/:id/jobs',
    {
      schema: {
        operationId: 'listBatchJobs',
        tags: ['batches'],
        summary: 'The jobs of a batch, newest first',
        params: z.object({ id: z.string() }),
        querystring: listBatchJobsQuery,
        response: { 200: jobListSchema, ...problems(400, 401, 404, 422) },
      },
    },
    async (request) => {
      const batchId = idParam('batch', request.params.id)
      const { status, reference, ...page } = request.query
      const asked = pageRequest(request, 'job', page)
      found('batch', await readSubject(services.db, asked.projectId, { kind: 'batch', id: batchId }))
      return presentList(await listJobs(services.db, { ...asked, batchId, status, reference }), services.presentJob)
    },
  )
}
