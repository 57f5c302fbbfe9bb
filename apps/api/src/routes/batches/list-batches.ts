import { batchListSchema, listBatchesQuery } from '@nemo-batch/contracts'
import { presentBatch } from '@nemo-batch/presenters'
import { pageRequest } from '../../services/page-request.ts'
import { presentList } from '../../services/present.ts'
import { problems, type Route } from '../route.ts'

export const listBatches: Route = () => async (app) => {
  app.get(
    '/batches',
    {
      config: { scope: 'jobs:read' },
      schema: {
        operationId: 'listBatches',
        tags: ['batches'],
        summary: 'Batches, newest first',
        querystring: listBatchesQuery,
        response: { 200: batchListSchema, ...problems(400, 401, 403, 422) },
      },
    },
    async (request) => {
      const { status, name, ...page } = request.query
      const batches = await request.project.listBatches({ ...pageRequest('batch', page), status, name })
      return presentList(batches, presentBatch)
    },
  )
}
