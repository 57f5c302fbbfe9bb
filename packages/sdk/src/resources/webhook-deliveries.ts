import type { RequestOptions, Transport } from '../http/transport.ts'
import type { List } from '../list.ts'
import type { QueryOf, WebhookDelivery, WebhookDeliveryDetail } from '../types.ts'

/** What was sent to endpoints, and what they answered; needs the scope `webhooks`. */
export class WebhookDeliveries {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** Newest first. */
  list(query: QueryOf<'listWebhookDeliveries'> = {}, options?: RequestOptions): List<WebhookDelivery> {
    return this.#transport.list('/v1/webhook-deliveries', query, options)
  }

  /** With what is sent. */
  retrieve(id: string, options?: RequestOptions): Promise<WebhookDeliveryDetail> {
    return this.#transport.json({ ...options, path: pathOf(id) })
  }

  /** Sends it again, now, under the same id. @throws ConflictError when its endpoint is disabled */
  redeliver(id: string, options?: RequestOptions): Promise<WebhookDelivery> {
    return this.#transport.post(`${pathOf(id)}/redeliver`, undefined, options)
  }
}

const pathOf = (id: string): string => `/v1/webhook-deliveries/${encodeURIComponent(id)}`
