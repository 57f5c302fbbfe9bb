import { apiKeySchema } from '@nemo-batch/contracts'
import { z } from 'zod'
import { found, idParam } from '../../services/page-request.ts'
import { presentApiKey } from '../../services/present-installation.ts'
import { problems, type Route } from '../route.ts'

export const getApiKey: Route =
  ({ installation }) =>
  async (app) => {
    app.get(
      '/api-keys/:id',
      {
        config: { scope: 'admin' },
        schema: {
          operationId: 'getApiKey',
          tags: ['api-keys'],
          summary: 'One key, without the key itself',
          params: z.object({ id: z.string() }),
          response: { 200: apiKeySchema, ...problems(401, 403, 404) },
        },
      },
      async (request) => presentApiKey(found('key', await installation.findApiKey(idParam('key', request.params.id)))),
    )
  }
