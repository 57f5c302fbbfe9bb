import { z } from 'zod'
import { ApiProblem } from '../../problems.ts'
import { problems, type Route } from '../route.ts'

const ok = z.object({ status: z.literal('ok') })

/** Alive: the process answers. Ready: so do database and queue. */
export const getHealth: Route =
  ({ installation, queue }) =>
  async (app) => {
    app.get(
      '/healthz',
      {
        config: { produces: 'any', isProbe: true },
        schema: {
          operationId: 'getHealth',
          tags: ['system'],
          summary: 'Whether the process answers',
          response: { 200: ok },
        },
      },
      async () => ({ status: 'ok' as const }),
    )
    app.get(
      '/readyz',
      {
        config: { produces: 'any' },
        schema: {
          operationId: 'getReadiness',
          tags: ['system'],
          summary: 'Whether database and queue answer',
          response: { 200: ok, ...problems(503) },
        },
      },
      async () => {
        const [database, jobs] = await Promise.allSettled([installation.ping(), queue.ping()])
        const down = [
          ...(database.status === 'rejected' ? ['database'] : []),
          ...(jobs.status === 'rejected' ? ['queue'] : []),
        ]
        if (down.length > 0) throw new ApiProblem('dependency_unavailable', `Down: ${down.join(', ')}`)
        return { status: 'ok' as const }
      },
    )
  }
