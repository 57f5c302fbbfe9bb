import { accountSchema } from '@nemo-batch/contracts'
import { findAccount } from '@nemo-batch/database'
import { z } from 'zod'
import { found, idParam } from '../../services/page-request.ts'
import { presentAccount } from '../../services/present.ts'
import { problems, type Route } from '../route.ts'

export const getAccount: Route = (services) => async (app) => {
  app.get(
    '/accounts/:id',
    {
      schema: {
        operationId: 'getAccount',
        tags: ['accounts'],
        summary: 'One NEMO account',
        params: z.object({ id: z.string() }),
        response: { 200: accountSchema, ...problems(401, 404) },
      },
    },
    async (request) => {
      const id = idParam('acct', request.params.id)
      return presentAccount(found('acct', await findAccount(services.db, id)))
    },
  )
}
