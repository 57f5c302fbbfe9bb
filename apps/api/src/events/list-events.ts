import type { Event, ListOf } from '@nemo-batch/contracts'
import { cursorAfter, type EventCursor, type EventSubject, FIRST_EVENT, type ProjectStore } from '@nemo-batch/database'
import { ApiProblem } from '../problems.ts'
import { presentEvent } from '../services/present.ts'

/** A page of events in the order in which they happened. @throws ApiProblem `invalid_cursor` */
export async function listEvents(
  project: ProjectStore,
  subject: EventSubject,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<ListOf<Event>> {
  const after = cursor === undefined ? FIRST_EVENT : parseCursor(cursor)
  const visible = await project.readEvents(subject, after, limit + 1)
  const hasMore = visible.length > limit
  const page = visible.slice(0, limit)
  // A page behind this one must not step over an event that is still on its way; it may be empty for that.
  const firstUnsettled = page.findIndex((event) => !event.isSettled)
  const isCut = hasMore && subject.kind === 'batch' && firstUnsettled !== -1
  const given = isCut ? page.slice(0, firstUnsettled) : page
  const last = given.at(-1)
  return {
    object: 'list',
    data: given.map(presentEvent),
    has_more: hasMore,
    next_cursor: hasMore ? formatCursor(last === undefined ? after : cursorAfter(last)) : null,
  }
}

const formatCursor = ({ place, seq }: EventCursor): string => `${place.xact}.${place.position}.${seq}`

function parseCursor(cursor: string): EventCursor {
  const match = /^(\d{1,19})\.(\d{1,15})\.(\d{1,9})$/.exec(cursor)
  const [, xact, position, seq] = match ?? []
  if (xact === undefined)
    throw new ApiProblem('invalid_cursor', 'Take the cursor from `next_cursor` of the page before')
  return { place: { xact, position: Number(position) }, seq: Number(seq) }
}
