import { errorGroupListSchema, listErrorGroupsQuery } from '@nemo-batch/contracts'
import { presentErrorGroups } from '../../services/present-error-groups.ts'
import { spanOf } from '../../services/span-of.ts'
import { problems, type Route } from '../route.ts'

export const listErrorGroups: Route = (services) => async (app) => {
  app.get(
    '/error-groups',
    {
      config: { scope: 'jobs:read' },
      schema: {
        operationId: 'listErrorGroups',
        tags: ['figures'],
        summary: 'What failed in a span of time, by code and message, what happened last first',
        querystring: listErrorGroupsQuery,
        response: { 200: errorGroupListSchema, ...problems(400, 401, 403, 422) },
      },
    },
    async ({ project, query: { batch_id: batchId, ...asked } }) => {
      const span = spanOf(asked, services.settings.now())
      return presentErrorGroups(span, await project.readErrorGroups({ ...span, batchId }))
    },
  )
}
