import type { CreateOptions, RequestOptions, Transport } from '../http/transport.ts'
import type { List } from '../list.ts'
import type {
  CreatedWebhookEndpoint,
  NewWebhookEndpoint,
  QueryOf,
  RecoverDeliveries,
  RecoveredDeliveries,
  RotatedWebhookSecret,
  WebhookDelivery,
  WebhookEndpoint,
  WebhookEndpointPatch,
} from '../types.ts'

/** Who is told of what happens; needs the scope `webhooks`. `@nemo-batch/sdk/webhooks` is for the receiver. */
export class WebhookEndpoints {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** The secret is in this answer, and in that of `rotateSecret`, alone. */
  create(endpoint: NewWebhookEndpoint, options?: CreateOptions): Promise<CreatedWebhookEndpoint> {
    return this.#transport.create('/v1/webhook-endpoints', endpoint, options)
  }

  /** With how it has been answering. */
  retrieve(id: string, options?: RequestOptions): Promise<WebhookEndpoint> {
    return this.#transport.json({ ...options, path: pathOf(id) })
  }

  /** Newest first. */
  list(query: QueryOf<'listWebhookEndpoints'> = {}, options?: RequestOptions): List<WebhookEndpoint> {
    return this.#transport.list('/v1/webhook-endpoints', query, options)
  }

  /** With `enabled: true` one that the service disabled begins anew; `recover` sends what it missed. */
  update(id: string, changes: WebhookEndpointPatch, options?: RequestOptions): Promise<WebhookEndpoint> {
    return this.#transport.patch(pathOf(id), changes, options)
  }

  /** Nothing is sent to it any more, what waits neither. */
  delete(id: string, options?: RequestOptions): Promise<void> {
    return this.#transport.delete(pathOf(id), options)
  }

  /** Everything is signed with both secrets for 24 hours, then with the new one. */
  rotateSecret(id: string, options?: CreateOptions): Promise<RotatedWebhookSecret> {
    return this.#transport.create(pathOf(id, 'rotate-secret'), undefined, options)
  }

  /** Sends `endpoint.test` now, whatever it is subscribed to. @throws ConflictError when it is disabled */
  test(id: string, options?: RequestOptions): Promise<WebhookDelivery> {
    return this.#transport.post(pathOf(id, 'test'), undefined, options)
  }

  /** Sends again what did not arrive of what happened since then. @throws ConflictError when it is disabled */
  recover(id: string, from: RecoverDeliveries, options?: RequestOptions): Promise<RecoveredDeliveries> {
    return this.#transport.post(pathOf(id, 'recover'), from, options)
  }
}

const pathOf = (id: string, what?: string): string =>
  `/v1/webhook-endpoints/${encodeURIComponent(id)}${what === undefined ? '' : `/${what}`}`
