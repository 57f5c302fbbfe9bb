import { isFinal } from '@nemo-batch/domain'
import { contentPath } from '@nemo-batch/presenters'
import { z } from 'zod'
import { ApiProblem } from '../../problems.ts'
import { found, idParam } from '../../services/page-request.ts'
import { problems, type Route } from '../route.ts'

/** Leads to the last rendered step's video. */
export const getJobVideo: Route = (services) => async (app) => {
  app.get(
    '/jobs/:id/video',
    {
      config: { scope: 'jobs:read', produces: 'any' },
      schema: {
        operationId: 'getJobVideo',
        tags: ['jobs'],
        summary: 'The finished video: leads to a signed link',
        params: z.object({ id: z.string() }),
        response: { 302: z.null().describe('`Location` is a signed link'), ...problems(401, 403, 404, 409) },
      },
    },
    async (request, reply) => {
      const id = idParam('job', request.params.id)
      const job = found('job', await request.project.findJob(id))
      const video = job.steps.findLast((step) => step.video !== null)?.video
      if (video)
        return reply.header('cache-control', 'no-store').redirect(services.links.sign(contentPath(video.id)), 302)
      if (isFinal(job.status)) throw new ApiProblem('video_not_found', `The job is ${job.status} and has no video`)
      throw new ApiProblem('video_not_ready', `The job is ${job.status}; its video is there once it is completed`)
    },
  )
}
