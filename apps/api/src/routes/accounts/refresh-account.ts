import { accountSchema } from '@nemo-batch/contracts'
import { z } from 'zod'
import { found, idParam } from '../../services/page-request.ts'
import { presentAccount } from '../../services/present.ts'
import { problems, type Route } from '../route.ts'

/** Only workers talk to NEMO: the answer is the account as it is known now, `credits.checked_at` tells of the look. */
export const refreshAccount: Route = () => async (app) => {
  app.post(
    '/accounts/:id/refresh',
    {
      config: { scope: 'admin', audit: 'account.refresh', body: 'none' },
      schema: {
        operationId: 'refreshAccount',
        tags: ['accounts'],
        summary: 'Have a worker read the balance within seconds, with a new token where an anonymous one has expired',
        params: z.object({ id: z.string() }),
        response: { 202: accountSchema, ...problems(400, 401, 403, 404, 413, 415, 422) },
      },
    },
    async (request, reply) => {
      const account = await request.administration.askForBalance(idParam('acct', request.params.id))
      return reply.code(202).send(presentAccount(found('acct', account)))
    },
  )
}
