import { type ApiSettings, buildApp } from '@nemo-batch/api'
import { createLogger } from '@nemo-batch/runtime'

const NOWHERE: ApiSettings = {
  adminApiKey: 'nb_nobody',
  encryptionKey: Buffer.alloc(32).toString('base64'),
  linkTtlHours: 1,
  publicUrl: () => 'http://127.0.0.1',
  now: () => new Date(0),
  maxJobsPerBatch: 10_000,
  maxActiveJobs: 8,
  rateLimitPerMinute: 600,
  trustProxy: [],
  allowPrivateNetworks: false,
  accountId: 'acct_nobody',
  nemo: { apiUrl: 'http://127.0.0.1', isSandbox: true },
  dashboardDir: '/nonexistent',
  backends: { database: 'external', storage: 'disk' },
}

/** What the API says of itself at `/openapi.json`, from an API that stands on nothing and answers nobody else. */
export async function openApiDocument(): Promise<string> {
  const app = await buildApp({
    ...{
      db: nothing('database'),
      queue: nothing('queue'),
      deliveryQueue: nothing('queue'),
      feed: nothing('change feed'),
      storage: nothing('storage'),
    },
    logger: createLogger('openapi', 'silent', false),
    settings: NOWHERE,
  })
  try {
    return (await app.inject({ url: '/openapi.json' })).body
  } finally {
    await app.close()
  }
}

/** Stands for what the description needs only by its name. @throws when it is used after all */
const nothing = (name: string): never =>
  new Proxy(
    {},
    {
      get: (_target, property) => () => {
        throw new Error(`describing the API used its ${name} (${String(property)})`)
      },
    },
  ) as never
