import { listProjectsQuery, projectListSchema } from '@nemo-batch/contracts'
import { pageRequest } from '../../services/page-request.ts'
import { presentList } from '../../services/present.ts'
import { presentProject } from '../../services/present-installation.ts'
import { problems, type Route } from '../route.ts'

export const listProjects: Route =
  ({ installation }) =>
  async (app) => {
    app.get(
      '/projects',
      {
        config: { scope: 'admin' },
        schema: {
          operationId: 'listProjects',
          tags: ['projects'],
          summary: 'All projects',
          querystring: listProjectsQuery,
          response: { 200: projectListSchema, ...problems(400, 401, 403, 422) },
        },
      },
      async (request) =>
        presentList(await installation.listProjects(pageRequest('proj', request.query)), presentProject),
    )
  }
