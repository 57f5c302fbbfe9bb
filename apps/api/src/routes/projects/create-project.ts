import { newProjectSchema, projectSchema } from '@nemo-batch/contracts'
import { answerNewThing } from '../../services/answer-new-thing.ts'
import { presentProject } from '../../services/present-installation.ts'
import { problems, type Route } from '../route.ts'

export const createProject: Route = () => async (app) => {
  app.post(
    '/projects',
    {
      config: { scope: 'admin', audit: 'project.create' },
      schema: {
        operationId: 'createProject',
        tags: ['projects'],
        summary: 'Make a project; its keys see its own batches, jobs and files alone',
        body: newProjectSchema,
        response: { 201: projectSchema, ...problems(400, 401, 403, 409, 413, 415, 422) },
      },
    },
    async (request, reply) => {
      await answerNewThing(request.administration, request, reply, {
        path: '/v1/projects',
        create: async (tx) => presentProject(await tx.createProject(request.body.name)),
      })
      return reply
    },
  )
}
