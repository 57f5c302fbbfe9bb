import { DELIVERY_STATUSES, WEBHOOK_EVENTS } from '../../api/webhook-words.ts'
import { present, readChoice, readText } from '../../search-params.ts'

const delivered = (given: Record<string, unknown>) => ({
  status: readChoice(given.status, DELIVERY_STATUSES),
  event: readChoice(given.event, WEBHOOK_EVENTS),
})

/** Of an address that anybody may have written. */
export const endpointSearch = (given: Record<string, unknown>) => present(delivered(given))
export const webhooksSearch = (given: Record<string, unknown>) =>
  present({
    tab: readChoice(given.tab, ['deliveries']),
    endpoint_id: readText(given.endpoint_id),
    ...delivered(given),
  })
