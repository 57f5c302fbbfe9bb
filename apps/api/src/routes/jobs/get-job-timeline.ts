import { jobTimelineSchema } from '@nemo-batch/contracts'
import { z } from 'zod'
import { ApiProblem } from '../../problems.ts'
import { found, idParam } from '../../services/page-request.ts'
import { problems, type Route } from '../route.ts'

/** The one that the job shows, and the step whose it is. */
export const getJobTimeline: Route = (services) => async (app) => {
  app.get(
    '/jobs/:id/timeline',
    {
      config: { scope: 'jobs:read' },
      schema: {
        operationId: 'getJobTimeline',
        tags: ['jobs'],
        summary: 'What is in the video: tracks and segments of the last step that has them',
        params: z.object({ id: z.string() }),
        response: { 200: jobTimelineSchema, ...problems(401, 403, 404) },
      },
    },
    async (request) => {
      const id = idParam('job', request.params.id)
      const { status, steps } = services.presentJob(found('job', await request.project.findJob(id)))
      const step = steps.findLast(({ timeline }) => timeline !== null)
      if (step?.timeline) return { ...step.timeline, step_index: step.index }
      throw new ApiProblem('no_timeline', `The job is ${status} and has no timeline yet`)
    },
  )
}
