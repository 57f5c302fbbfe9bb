import { jobRowListSchema, listJobRowsQuery } from '@nemo-batch/contracts'
import { z } from 'zod'
import { found, idParam } from '../../services/page-request.ts'
import { presentJobRows } from '../../services/present-figures.ts'
import { problems, type Route } from '../route.ts'

/** For tables that people scroll through: any part of a batch at once, and little of each job. */
export const listJobRows: Route = () => async (app) => {
  app.get(
    '/batches/:id/job-rows',
    {
      config: { scope: 'jobs:read' },
      schema: {
        operationId: 'listJobRows',
        tags: ['batches'],
        summary: 'The jobs of a batch as rows of a table, those that need attention first',
        params: z.object({ id: z.string() }),
        querystring: listJobRowsQuery,
        response: { 200: jobRowListSchema, ...problems(400, 401, 403, 404, 422) },
      },
    },
    async ({ project, params, query }) => {
      const id = idParam('batch', params.id)
      const { error_code: errorCode, q: text, ...page } = query
      return presentJobRows(found('batch', await project.readJobRows(id, { ...page, errorCode, text })), page.offset)
    },
  )
}
