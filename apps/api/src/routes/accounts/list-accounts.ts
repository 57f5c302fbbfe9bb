import { accountListSchema, listAccountsQuery } from '@nemo-batch/contracts'
import { pageRequest } from '../../services/page-request.ts'
import { presentAccount, presentList } from '../../services/present.ts'
import { problems, type Route } from '../route.ts'

export const listAccounts: Route = (services) => async (app) => {
  app.get(
    '/accounts',
    {
      config: { scope: 'admin' },
      schema: {
        operationId: 'listAccounts',
        tags: ['accounts'],
        summary: 'The NEMO accounts that jobs run on',
        querystring: listAccountsQuery,
        response: { 200: accountListSchema, ...problems(400, 401, 403, 422) },
      },
    },
    async (request) => {
      const { status, ...page } = request.query
      const isBlocked = status === undefined ? undefined : status === 'blocked'
      const accounts = await services.installation.listAccounts({ ...pageRequest('acct', page), isBlocked })
      return presentList(accounts, presentAccount)
    },
  )
}
