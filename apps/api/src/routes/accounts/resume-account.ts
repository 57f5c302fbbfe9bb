import { accountSchema } from '@nemo-batch/contracts'
import { findAccount, releaseBlockedJobs, resumeAccount as resume } from '@nemo-batch/database'
import { z } from 'zod'
import { notFound } from '../../problems.ts'
import { found, idParam } from '../../services/page-request.ts'
import { presentAccount } from '../../services/present.ts'
import { problems, type Route } from '../route.ts'

/** For a person who has removed what blocked the account; one that was not blocked is answered as it is. */
export const resumeAccount: Route = (services) => async (app) => {
  app.post(
    '/accounts/:id/resume',
    {
      config: { body: 'none' },
      schema: {
        operationId: 'resumeAccount',
        tags: ['accounts'],
        summary: 'Let a blocked or slowed account go on, and its jobs with it',
        params: z.object({ id: z.string() }),
        response: { 200: accountSchema, ...problems(400, 401, 404, 413, 415, 422) },
      },
    },
    async (request) => {
      const id = idParam('acct', request.params.id)
      if (!(await resume(services.db, id))) throw notFound('account')
      // the first of them; where there are more, the sweeps of the workers release the rest
      await releaseBlockedJobs(services.db, id)
      void services.startJobs(id)
      return presentAccount(found('acct', await findAccount(services.db, id)))
    },
  )
}
