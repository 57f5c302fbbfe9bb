import { type System, systemSchema } from '@nemo-batch/contracts'
import { VERSION } from '@nemo-batch/runtime'
import { mayDo } from '../../plugins/bearer-key.ts'
import { presentWorker } from '../../services/present-installation.ts'
import { problems, type Route } from '../route.ts'

export const getSystem: Route =
  ({ installation, queue, deliveryQueue, settings }) =>
  async (app) => {
    app.get(
      '/system',
      {
        config: { scope: 'any' },
        schema: {
          operationId: 'getSystem',
          tags: ['system'],
          summary: 'What this service is made of, and how it is',
          response: { 200: systemSchema, ...problems(401) },
        },
      },
      async ({ caller }): Promise<System> => ({
        object: 'system',
        version: VERSION,
        node: process.versions.node,
        started_at: new Date(performance.timeOrigin).toISOString(),
        uptime_seconds: Math.floor(performance.now() / 1_000),
        sandbox: settings.nemo.isSandbox,
        nemo: { mode: settings.nemo.isSandbox ? 'sandbox' : 'real', api_url: settings.nemo.apiUrl },
        backends: { ...settings.backends, queue: queue.backend },
        queues: await Promise.all([queue.depth(), deliveryQueue.depth()]).then(
          ([jobs, deliveries]) => [
            { name: 'jobs', ...jobs },
            { name: 'deliveries', ...deliveries },
          ],
          () => null,
        ),
        workers: {
          alive: await installation.countLiveWorkers(),
          list: mayDo(caller, 'admin') ? (await installation.listWorkers()).map(presentWorker) : null,
        },
      }),
    )
  }
