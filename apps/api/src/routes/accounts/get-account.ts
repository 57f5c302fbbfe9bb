import { accountSchema } from '@nemo-batch/contracts'
import { z } from 'zod'
import { found, idParam } from '../../services/page-request.ts'
import { presentAccount } from '../../services/present.ts'
import { problems, type Route } from '../route.ts'

export const getAccount: Route = (services) => async (app) => {
  app.get(
    '/accounts/:id',
    {
      config: { scope: 'admin' },
      schema: {
        operationId: 'getAccount',
        tags: ['accounts'],
        summary: 'One NEMO account',
        params: z.object({ id: z.string() }),
        response: { 200: accountSchema, ...problems(401, 403, 404) },
      },
    },
    async (request) => {
      const id = idParam('acct', request.params.id)
      return presentAccount(found('acct', await services.installation.findAccount(id)))
    },
  )
}
