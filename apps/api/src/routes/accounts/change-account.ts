import { accountPatchSchema, accountSchema, faultAt } from '@nemo-batch/contracts'
import { z } from 'zod'
import { invalidInput } from '../../problems.ts'
import { found, idParam } from '../../services/page-request.ts'
import { presentAccount } from '../../services/present.ts'
import { problems, type Route } from '../route.ts'

export const changeAccount: Route =
  ({ installation, secrets, startJobs }) =>
  async (app) => {
    app.patch(
      '/accounts/:id',
      {
        config: { scope: 'admin', audit: 'account.change' },
        schema: {
          operationId: 'changeAccount',
          tags: ['accounts'],
          summary: 'Change the name, the number of jobs in flight, or the token of an account',
          description:
            'The account of the settings takes its token from `NEMO_TOKEN` and its jobs in flight from `NEMO_MAX_ACTIVE_JOBS` again at each start.',
          params: z.object({ id: z.string() }),
          body: accountPatchSchema,
          response: { 200: accountSchema, ...problems(400, 401, 403, 404, 413, 415, 422) },
        },
      },
      async (request) => {
        const id = idParam('acct', request.params.id)
        const { name, max_active_jobs: maxActiveJobs, token } = request.body
        const { kind } = found('acct', await installation.findAccount(id))
        if (token !== undefined && kind === 'anonymous')
          throw invalidInput([faultAt(['token'], 'token_not_allowed', 'An anonymous account has no token of its own')])
        const tokenSealed = token === undefined ? undefined : secrets.seal(token)
        const account = await request.administration.changeAccount(id, { name, maxActiveJobs, tokenSealed })
        await installation.releaseBlockedJobs(id)
        void startJobs(id)
        return presentAccount(found('acct', account))
      },
    )
  }
