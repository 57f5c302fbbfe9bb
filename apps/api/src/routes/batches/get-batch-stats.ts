import { batchStatsSchema } from '@nemo-batch/contracts'
import { z } from 'zod'
import { found, idParam } from '../../services/page-request.ts'
import { presentBatchStats } from '../../services/present-figures.ts'
import { problems, type Route } from '../route.ts'

export const getBatchStats: Route = () => async (app) => {
  app.get(
    '/batches/:id/stats',
    {
      config: { scope: 'jobs:read' },
      schema: {
        operationId: 'getBatchStats',
        tags: ['batches'],
        summary: 'The pace of a batch, when it is likely to end, and what its jobs failed with',
        params: z.object({ id: z.string() }),
        response: { 200: batchStatsSchema, ...problems(401, 403, 404) },
      },
    },
    async ({ project, params }) => {
      const id = idParam('batch', params.id)
      return presentBatchStats(id, found('batch', await project.readBatchStats(id)))
    },
  )
}
