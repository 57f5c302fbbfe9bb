import { accountSchema } from '@nemo-batch/contracts'
import { z } from 'zod'
import { found, idParam } from '../../services/page-request.ts'
import { presentAccount } from '../../services/present.ts'
import { problems, type Route } from '../route.ts'

/** For a person who has removed what blocked the account; one that was not blocked is answered as it is. */
export const resumeAccount: Route = (services) => async (app) => {
  app.post(
    '/accounts/:id/resume',
    {
      config: { scope: 'admin', audit: 'account.resume', body: 'none' },
      schema: {
        operationId: 'resumeAccount',
        tags: ['accounts'],
        summary: 'Let a blocked or slowed account go on, and its jobs with it',
        params: z.object({ id: z.string() }),
        response: { 200: accountSchema, ...problems(400, 401, 403, 404, 413, 415, 422) },
      },
    },
    async (request) => {
      const id = idParam('acct', request.params.id)
      found('acct', await request.administration.resumeAccount(id))
      // the first of them; where there are more, the sweeps of the workers release the rest
      await services.installation.releaseBlockedJobs(id)
      void services.startJobs(id)
      return presentAccount(found('acct', await services.installation.findAccount(id)))
    },
  )
}
