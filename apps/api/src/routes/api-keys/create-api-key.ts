import { createdApiKeySchema, faultAt, newApiKeySchema } from '@nemo-batch/contracts'
import { API_KEY_PREFIX_CHARS, newApiKey } from '@nemo-batch/runtime'
import { invalidInput } from '../../problems.ts'
import { answerNewThing } from '../../services/answer-new-thing.ts'
import { presentApiKey } from '../../services/present-installation.ts'
import { problems, type Route } from '../route.ts'

/** The one time that the key is shown. */
export const createApiKey: Route =
  ({ installation, digestOf, secrets }) =>
  async (app) => {
    app.post(
      '/api-keys',
      {
        config: { scope: 'admin', audit: 'api_key.create' },
        schema: {
          operationId: 'createApiKey',
          tags: ['api-keys'],
          summary: 'Make a key; it is shown this once',
          body: newApiKeySchema,
          response: { 201: createdApiKeySchema, ...problems(400, 401, 403, 409, 413, 415, 422) },
        },
      },
      async (request, reply) => {
        const { name, scopes, project_id: projectId = request.caller.projectId } = request.body
        if ((await installation.findProject(projectId)) === null)
          throw invalidInput([faultAt(['project_id'], 'project_not_found', 'There is no such project')])
        await answerNewThing(request.administration, request, reply, {
          path: '/v1/api-keys',
          sealedBy: secrets,
          create: async (tx) => {
            const key = newApiKey()
            const kept = { name, scopes, projectId, prefix: key.slice(0, API_KEY_PREFIX_CHARS), digest: digestOf(key) }
            return { ...presentApiKey(await tx.createApiKey(kept)), key }
          },
        })
        return reply
      },
    )
  }
