import { webhookBodySchemas, webhookSchemaName } from '@nemo-batch/contracts'
import { WEBHOOK_TYPES, type WebhookType } from '@nemo-batch/domain'
import type { Operation, Parameter } from './description.ts'

const TOLD: Readonly<Record<WebhookType, string>> = {
  'job.completed': 'A job has its video',
  'job.failed': 'A job has failed',
  'job.blocked': 'A job waits for somebody to act, as when credits are exhausted',
  'job.canceled': 'A job was canceled',
  'batch.completed': 'All jobs of a batch have ended, however each ended',
  'batch.blocked': 'A batch can go on with none of its jobs until somebody acts',
  'batch.canceled': 'A batch was canceled',
  'endpoint.disabled': 'Another endpoint of the project was disabled by the service',
  'endpoint.test': 'Somebody asked for a test of this endpoint',
}

const HEADERS: readonly Parameter[] = [
  {
    in: 'header',
    name: 'webhook-id',
    description: 'The same for each attempt and each endpoint: what was seen before is to be dropped',
    required: true,
    schema: { type: 'string' },
  },
  {
    in: 'header',
    name: 'webhook-timestamp',
    description: 'When this attempt was made, in seconds since 1970',
    required: true,
    schema: { type: 'string', pattern: '^\\d+$' },
  },
  {
    in: 'header',
    name: 'webhook-signature',
    description:
      'HMAC-SHA256 over `id.timestamp.body`, as Standard Webhooks says: `v1,` and base64, one for each secret that is good, separated by spaces',
    required: true,
    schema: { type: 'string' },
  },
]

/** What endpoints are sent, as operations of theirs. */
export const describeWebhooks = (): Readonly<Record<string, { readonly post: Operation }>> =>
  Object.fromEntries(WEBHOOK_TYPES.map((type) => [type, { post: webhook(type) }]))

const webhook = (type: WebhookType): Operation => ({
  operationId: webhookSchemaName(type),
  tags: ['webhooks'],
  summary: TOLD[type],
  security: [],
  parameters: [...HEADERS],
  requestBody: {
    required: true,
    content: {
      'application/json': { schema: { $ref: `#/components/schemas/${webhookBodySchemas[type].meta()?.id}` } },
    },
  },
  responses: {
    '2XX': { description: 'Delivered. Anything else, a redirect too, and no answer in time: it is sent again' },
    '410': { description: 'Not wanted any more: the endpoint is disabled' },
  },
})
