import { type ChangesOptions, followChanges } from './events/follow-changes.ts'
import { type RequestOptions, Transport } from './http/transport.ts'
import { Accounts } from './resources/accounts.ts'
import { ApiKeys } from './resources/api-keys.ts'
import { AuditLog } from './resources/audit-log.ts'
import { Batches } from './resources/batches.ts'
import { ErrorGroups } from './resources/error-groups.ts'
import { Files } from './resources/files.ts'
import { Jobs } from './resources/jobs.ts'
import { Projects } from './resources/projects.ts'
import { Session } from './resources/session.ts'
import { WebhookDeliveries } from './resources/webhook-deliveries.ts'
import { WebhookEndpoints } from './resources/webhook-endpoints.ts'
import { type NemoBatchOptions, settingsOf } from './settings.ts'
import type { Changes, Hello, QueryOf, Stats, System } from './types.ts'

/**
 * A client of one nemo-batch service, for one key, or for who is signed in. In Node `new NemoBatch()` takes both from NEMO_BATCH_URL and
 * NEMO_BATCH_API_KEY.
 */
export class NemoBatch {
  readonly batches: Batches
  readonly jobs: Jobs
  readonly files: Files
  readonly errorGroups: ErrorGroups
  readonly accounts: Accounts
  readonly apiKeys: ApiKeys
  readonly projects: Projects
  readonly session: Session
  readonly auditLog: AuditLog
  readonly webhookEndpoints: WebhookEndpoints
  readonly webhookDeliveries: WebhookDeliveries
  readonly #transport: Transport

  /** @throws NemoBatchError `missing_api_key`, `invalid_api_key`, `invalid_base_url` */
  constructor(options: NemoBatchOptions = {}) {
    this.#transport = new Transport(settingsOf(options))
    this.batches = new Batches(this.#transport)
    this.jobs = new Jobs(this.#transport)
    this.files = new Files(this.#transport)
    this.errorGroups = new ErrorGroups(this.#transport)
    this.accounts = new Accounts(this.#transport)
    this.apiKeys = new ApiKeys(this.#transport)
    this.projects = new Projects(this.#transport)
    this.session = new Session(this.#transport)
    this.auditLog = new AuditLog(this.#transport)
    this.webhookEndpoints = new WebhookEndpoints(this.#transport)
    this.webhookDeliveries = new WebhookDeliveries(this.#transport)
  }

  /** How work went in a span of time, the last day unless it is said, and what waits now. */
  stats(query: QueryOf<'getStats'> = {}, options?: RequestOptions): Promise<Stats> {
    return this.#transport.json({ ...options, path: '/v1/stats', query })
  }

  /** What the service is made of: its version, its backends, whether a sandbox makes the videos. */
  system(options?: RequestOptions): Promise<System> {
    return this.#transport.json({ ...options, path: '/v1/system' })
  }

  /**
   * Tells within a second that something changed, never what, for as long as the signal lets it: after each `hello`, read
   * anew what you show. A connection that is lost is made again for ever.
   * @throws ApiError when the service refuses for good: a bad key, a session that has ended
   */
  changes(options: ChangesOptions = {}): AsyncGenerator<Hello | Changes, void, undefined> {
    return followChanges(this.#transport, options)
  }
}
