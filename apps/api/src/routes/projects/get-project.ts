import { projectSchema } from '@nemo-batch/contracts'
import { z } from 'zod'
import { found, idParam } from '../../services/page-request.ts'
import { presentProject } from '../../services/present-installation.ts'
import { problems, type Route } from '../route.ts'

export const getProject: Route =
  ({ installation }) =>
  async (app) => {
    app.get(
      '/projects/:id',
      {
        config: { scope: 'admin' },
        schema: {
          operationId: 'getProject',
          tags: ['projects'],
          summary: 'One project',
          params: z.object({ id: z.string() }),
          response: { 200: projectSchema, ...problems(401, 403, 404) },
        },
      },
      async (request) =>
        presentProject(found('proj', await installation.findProject(idParam('proj', request.params.id)))),
    )
  }
