import { apiKeyListSchema, listApiKeysQuery } from '@nemo-batch/contracts'
import { pageRequest } from '../../services/page-request.ts'
import { presentList } from '../../services/present.ts'
import { presentApiKey } from '../../services/present-installation.ts'
import { problems, type Route } from '../route.ts'

export const listApiKeys: Route =
  ({ installation }) =>
  async (app) => {
    app.get(
      '/api-keys',
      {
        config: { scope: 'admin' },
        schema: {
          operationId: 'listApiKeys',
          tags: ['api-keys'],
          summary: 'The keys of all projects, without the keys themselves; the one of the settings is not among them',
          querystring: listApiKeysQuery,
          response: { 200: apiKeyListSchema, ...problems(400, 401, 403, 422) },
        },
      },
      async (request) => presentList(await installation.listApiKeys(pageRequest('key', request.query)), presentApiKey),
    )
  }
