import type { BatchView } from './batch-pages.ts'
import type { Queryable, Row } from './connection.ts'
import { assembleJobs, type JobView } from './job-pages.ts'
import { fromRow } from './rows.ts'
import { type EndpointView, toEndpoint } from './webhook-endpoints.ts'

/** What a message tells of, as it was when it happened. */
export type MessageSubject =
  | { readonly kind: 'job'; readonly job: JobView }
  /** `errorCounts`: failed jobs by error code. */
  | { readonly kind: 'batch'; readonly batch: BatchView; readonly errorCounts: Readonly<Record<string, number>> }
  | { readonly kind: 'endpoint'; readonly endpoint: EndpointView }

/** Something that happened, as endpoints are told of it. */
export type WebhookMessage = {
  /** The event's, and the `webhook-id` of all deliveries. */
  readonly id: string
  readonly type: string
  /** The event's number within its job or batch; null for what is told of an endpoint. */
  readonly seq: number | null
  readonly occurredAt: Date
  readonly subject: MessageSubject
}

/** To be selected from `webhook_messages m`; read by {@link toMessage}. */
export const MESSAGE_COLUMNS = 'm.id AS message_id, m.type, m.seq, m.occurred_at, m.snapshot'

export type MessageRow = Row & {
  readonly message_id: string
  readonly type: string
  readonly seq: number | null
  readonly occurred_at: Date
  readonly snapshot: Snapshot
}

type Snapshot = {
  readonly job?: Row
  readonly steps?: Row[] | null
  readonly media?: Row[] | null
  readonly batch?: Row
  readonly error_counts?: Record<string, number>
  readonly endpoint?: Row
}

export const toMessage = (row: MessageRow): WebhookMessage => ({
  id: row.message_id,
  type: row.type,
  seq: row.seq,
  occurredAt: row.occurred_at,
  subject: toSubject(row.snapshot),
})

function toSubject({ job, steps, media, batch, error_counts, endpoint }: Snapshot): MessageSubject {
  if (job !== undefined) {
    const [view] = assembleJobs([revived(job)], (steps ?? []).map(withShownReply), media ?? [])
    if (view !== undefined) return { kind: 'job', job: view }
  }
  if (batch !== undefined)
    return { kind: 'batch', batch: fromRow<BatchView>(revived(batch)), errorCounts: error_counts ?? {} }
  if (endpoint !== undefined) return { kind: 'endpoint', endpoint: toEndpoint(revived(endpoint)) }
  throw new Error('a webhook message has a snapshot of nothing')
}

/** Snapshots of earlier versions have only what was said. */
const withShownReply = (step: Row): Row => ({ reply_shown: step.reply ?? null, ...step })

/** JSON has no times: those of a row are texts in it. */
const revived = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column,
      column.endsWith('_at') && typeof value === 'string' ? new Date(value) : value,
    ]),
  )

export async function findMessage(db: Queryable, messageId: string): Promise<WebhookMessage | null> {
  const { rows } = await db.query<MessageRow>(`SELECT ${MESSAGE_COLUMNS} FROM webhook_messages m WHERE m.id = $1`, [
    messageId,
  ])
  return rows[0] === undefined ? null : toMessage(rows[0])
}

/**
 * Tells of an endpoint: `endpoint.test` the endpoint itself, `endpoint.disabled` all others of its project. To be called
 * when its row says what is to be told.
 * @param messageId like that of an event
 */
export async function tellOfEndpoint(
  tx: Queryable,
  endpointId: string,
  { messageId, type }: { readonly messageId: string; readonly type: 'endpoint.test' | 'endpoint.disabled' },
): Promise<void> {
  await tx.query(
    `INSERT INTO webhook_messages (id, project_id, type, batch_id, snapshot, occurred_at)
     SELECT $2, project_id, $3, batch_id, jsonb_build_object('endpoint', to_jsonb(e) - 'lane_token'), now()
     FROM webhook_endpoints e WHERE id = $1`,
    [endpointId, messageId, type],
  )
  if (type === 'endpoint.disabled')
    await tx.query(
      `SELECT write_webhook_deliveries(id, project_id, type, batch_id, $2) FROM webhook_messages WHERE id = $1`,
      [messageId, endpointId],
    )
}
