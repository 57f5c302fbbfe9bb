import { randomUUID } from 'node:crypto'
import { accountSchema, newAccountSchema } from '@nemo-batch/contracts'
import { answerNewThing } from '../../services/answer-new-thing.ts'
import { presentAccount } from '../../services/present.ts'
import { problems, type Route } from '../route.ts'

/** Nothing is asked of NEMO here: a worker opens an anonymous account when a job first needs it. */
export const createAccount: Route =
  ({ secrets, settings }) =>
  async (app) => {
    app.post(
      '/accounts',
      {
        config: { scope: 'admin', audit: 'account.create' },
        schema: {
          operationId: 'createAccount',
          tags: ['accounts'],
          summary: 'Add a NEMO account: with a token of your own, or an anonymous one',
          body: newAccountSchema,
          response: { 201: accountSchema, ...problems(400, 401, 403, 409, 413, 415, 422) },
        },
      },
      async (request, reply) => {
        const { name, token, max_active_jobs: maxActiveJobs = settings.maxActiveJobs } = request.body
        const identity =
          token === undefined
            ? { kind: 'anonymous' as const, clientId: randomUUID(), tokenSealed: null }
            : { kind: 'token' as const, clientId: null, tokenSealed: secrets.seal(token) }
        await answerNewThing(request.administration, request, reply, {
          path: '/v1/accounts',
          create: async (tx) => presentAccount(await tx.createAccount({ name, maxActiveJobs, ...identity })),
        })
        return reply
      },
    )
  }
