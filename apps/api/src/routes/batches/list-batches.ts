import { batchListSchema, listBatchesQuery } from '@nemo-batch/contracts'
import { listBatches as readBatches } from '@nemo-batch/database'
import { pageRequest } from '../../services/page-request.ts'
import { presentBatch, presentList } from '../../services/present.ts'
import { problems, type Route } from '../route.ts'

export const listBatches: Route = (services) => async (app) => {
  app.get(
    '/batches',
    {
      schema: {
        operationId: 'listBatches',
        tags: ['batches'],
        summary: 'Batches, newest first',
        querystring: listBatchesQuery,
        response: { 200: batchListSchema, ...problems(400, 401, 422) },
      },
    },
    async (request) => {
      const { status, name, ...page } = request.query
      const batches = await readBatches(services.db, { ...pageRequest(request, 'batch', page), status, name })
      return presentList(batches, presentBatch)
    },
  )
}
