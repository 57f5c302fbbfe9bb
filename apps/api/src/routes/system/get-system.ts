import { type System, systemSchema } from '@nemo-batch/contracts'
import { VERSION } from '@nemo-batch/runtime'
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
      async (): Promise<System> => ({
        object: 'system',
        version: VERSION,
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
        workers: { alive: await installation.countLiveWorkers() },
      }),
    )
  }
