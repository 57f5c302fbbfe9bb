import type { ChangeFeed, Database } from '@nemo-batch/database'
import type { WakeUpQueue } from '@nemo-batch/queue'
import type { Logger } from '@nemo-batch/runtime'
import type { Storage } from '@nemo-batch/storage'

/** All that the API stands on; `main.ts` makes it, tests make their own. */
export type ApiDeps = {
  readonly db: Database
  readonly queue: WakeUpQueue
  /** Of webhooks. Here it is only looked at: workers hear of deliveries from the database. */
  readonly deliveryQueue: Pick<WakeUpQueue, 'depth' | 'board'>
  readonly storage: Storage
  readonly feed: ChangeFeed
  readonly logger: Logger
  readonly settings: ApiSettings
}

export type ApiSettings = {
  readonly adminApiKey: string
  /** 32 bytes, base64. */
  readonly encryptionKey: string
  readonly linkTtlHours: number
  /** Base of the links handed out; asked each time, since a free port is known only after listening. */
  readonly publicUrl: () => string
  readonly now: () => Date
  /** Where the dashboard is built, if it is. */
  readonly dashboardDir: string
  readonly maxJobsPerBatch: number
  /** Of an account that is made without saying it. */
  readonly maxActiveJobs: number
  /** For each key. */
  readonly rateLimitPerMinute: number
  /** Addresses and CIDR blocks of proxies that are believed what they say of a caller's address. */
  readonly trustProxy: readonly string[]
  readonly allowPrivateNetworks: boolean
  /** The NEMO account that the settings describe; others may have been added. */
  readonly accountId: string
  readonly nemo: { readonly apiUrl: string; readonly isSandbox: boolean }
  readonly backends: { readonly database: 'embedded' | 'external'; readonly storage: 'disk' | 's3' }
}
