import type { Account, Event, EventType, File, ListOf } from '@nemo-batch/contracts'
import { EVENT_TYPES } from '@nemo-batch/contracts'
import type { AccountView, EventView, Page, StoredFile } from '@nemo-batch/database'
import { time, timeOrNull } from '@nemo-batch/presenters'

/** A page of rows as a list; the cursor is the id of its last one. */
export function presentList<Row extends { readonly id: string }, Item>(
  { items, hasMore }: Page<Row>,
  present: (row: Row) => Item,
): ListOf<Item> {
  return {
    object: 'list',
    data: items.map(present),
    has_more: hasMore,
    next_cursor: hasMore ? (items.at(-1)?.id ?? null) : null,
  }
}

export const presentFile = (file: StoredFile): File => ({
  id: file.id,
  object: 'file',
  filename: file.filename,
  content_type: file.contentType,
  bytes: file.sizeBytes,
  sha256: file.sha256,
  width: file.width,
  height: file.height,
  purpose: file.purpose,
  created_at: time(file.createdAt),
})

const isEventType = (type: string): type is EventType => (EVENT_TYPES as readonly string[]).includes(type)

export function presentEvent(event: EventView): Event {
  if (!isEventType(event.type)) throw new Error(`the log holds an event of the unknown type ${event.type}`)
  return {
    id: event.id,
    object: 'event',
    type: event.type,
    seq: event.seq,
    batch_id: event.batchId,
    job_id: event.jobId,
    created_at: time(event.createdAt),
    data: event.requestId === null ? event.data : { ...event.data, request_id: event.requestId },
  }
}

export const presentAccount = (account: AccountView): Account => ({
  id: account.id,
  object: 'account',
  name: account.name,
  kind: account.kind,
  status: account.blocked === null ? 'ok' : 'blocked',
  blocked: account.blocked as Account['blocked'],
  blocked_since: timeOrNull(account.blockedAt),
  credits: {
    available: account.credits?.available ?? null,
    frozen: account.credits?.frozen ?? null,
    total: account.credits?.total ?? null,
    checked_at: timeOrNull(account.creditsCheckedAt),
  },
  expires_at: timeOrNull(account.tokenExpiresAt),
  max_active_jobs: account.maxActiveJobs,
  active_jobs: account.activeJobs,
})
