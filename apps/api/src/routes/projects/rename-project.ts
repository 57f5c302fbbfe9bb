import { projectPatchSchema, projectSchema } from '@nemo-batch/contracts'
import { z } from 'zod'
import { found, idParam } from '../../services/page-request.ts'
import { presentProject } from '../../services/present-installation.ts'
import { problems, type Route } from '../route.ts'

export const renameProject: Route = () => async (app) => {
  app.patch(
    '/projects/:id',
    {
      config: { scope: 'admin', audit: 'project.change' },
      schema: {
        operationId: 'changeProject',
        tags: ['projects'],
        summary: 'Give a project another name',
        params: z.object({ id: z.string() }),
        body: projectPatchSchema,
        response: { 200: projectSchema, ...problems(400, 401, 403, 404, 413, 415, 422) },
      },
    },
    async (request) => {
      const id = idParam('proj', request.params.id)
      return presentProject(found('proj', await request.administration.renameProject(id, request.body.name)))
    },
  )
}
