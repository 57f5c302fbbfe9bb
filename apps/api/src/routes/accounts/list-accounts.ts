import { accountListSchema, listAccountsQuery } from '@nemo-batch/contracts'
import { listAccounts as readAccounts } from '@nemo-batch/database'
import { pageRequest } from '../../services/page-request.ts'
import { presentAccount, presentList } from '../../services/present.ts'
import { problems, type Route } from '../route.ts'

export const listAccounts: Route = (services) => async (app) => {
  app.get(
    '/accounts',
    {
      schema: {
        operationId: 'listAccounts',
        tags: ['accounts'],
        summary: 'The NEMO accounts that jobs run on',
        querystring: listAccountsQuery,
        response: { 200: accountListSchema, ...problems(400, 401, 422) },
      },
    },
    async (request) =>
      presentList(await readAccounts(services.db, pageRequest(request, 'acct', request.query)), presentAccount),
  )
}
