import { z } from 'zod'
import { notFound } from '../../problems.ts'
import { idParam } from '../../services/page-request.ts'
import { problems, type Route } from '../route.ts'

export const revokeApiKey: Route = () => async (app) => {
  app.delete(
    '/api-keys/:id',
    {
      config: { scope: 'admin', audit: 'api_key.revoke' },
      schema: {
        operationId: 'revokeApiKey',
        tags: ['api-keys'],
        summary: 'Revoke a key: it opens nothing any more, from the next request on',
        params: z.object({ id: z.string() }),
        response: { 204: z.null().describe('revoked'), ...problems(401, 403, 404) },
      },
    },
    async (request, reply) => {
      if (!(await request.administration.revokeApiKey(idParam('key', request.params.id)))) throw notFound('API key')
      return reply.code(204).send(null)
    },
  )
}
