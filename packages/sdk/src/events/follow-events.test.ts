import type { ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import { type Answer, givenServer, json, lost, problem, type ScriptedServer } from '../scripted-server.fixture.ts'
import type { FollowOptions } from './follow-events.ts'

const eventOf = (number: number, type: string, data = {}) => ({
  ...{ id: `evt_${number}`, object: 'event', type, seq: number, batch_id: 'batch_1', data },
  job_id: type.startsWith('job') ? 'job_1' : null,
})
const frame = (number: number, type: string, data = {}): string =>
  `id: evt_${number}\nevent: ${type}\ndata: ${JSON.stringify(eventOf(number, type, data))}\n\n`
const open = (response: ServerResponse): ServerResponse =>
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })

/** Sends the text and breaks the connection. */
const breaking =
  (text: string | Buffer): Answer =>
  (response) =>
    open(response).write(text, () => setImmediate(() => response.destroy()))
const ending =
  (text: string): Answer =>
  (response) =>
    open(response).end(text)
const holding =
  (text: string): Answer =>
  (response) =>
    void open(response).write(text)
const batch = (status: string): Answer => json({ id: 'batch_1', object: 'batch', status })
const list = (...events: readonly ReturnType<typeof eventOf>[]): Answer =>
  json({ object: 'list', data: events, has_more: false, next_cursor: null })
const ENDED = batch('completed')

async function follow({ client }: ScriptedServer, options: FollowOptions = {}): Promise<string[]> {
  const ids: string[] = []
  for await (const event of client.batches.events('batch_1', options)) ids.push(event.id)
  return ids
}
const resumedFrom = ({ requests }: ScriptedServer) =>
  requests
    .filter(({ headers }) => headers.get('accept') === 'text/event-stream')
    .map(({ headers }) => headers.get('last-event-id'))

describe('following a batch', () => {
  it('goes on behind the last event after a broken connection, an early end and a 503', async () => {
    const half = Buffer.from(frame(4, 'job.message', { text: '早安' }))
    const server = await givenServer(
      {},
      breaking(frame(1, 'batch.created') + frame(2, 'job.started')),
      ending(`: still here\n\n${frame(3, 'job.stage')}`),
      problem(503, 'dependency_unavailable'),
      batch('running'),
      list(),
      // within a character
      breaking(half.subarray(0, half.indexOf('早') + 1)),
      batch('running'),
      list(),
      ending(frame(4, 'job.message') + frame(5, 'batch.completed')),
      ENDED,
    )
    expect(await follow(server)).toEqual(['evt_1', 'evt_2', 'evt_3', 'evt_4', 'evt_5'])
    expect(resumedFrom(server)).toEqual([null, 'evt_2', 'evt_3', 'evt_3', 'evt_3'])
  })

  it('gives an event once that comes again', async () => {
    const server = await givenServer(
      {},
      breaking(frame(1, 'batch.created') + frame(2, 'job.started')),
      ending(frame(1, 'batch.created') + frame(2, 'job.started') + frame(3, 'batch.completed')),
      ENDED,
    )
    expect(await follow(server)).toEqual(['evt_1', 'evt_2', 'evt_3'])
  })

  it('reads the list of events where no stream comes through', async () => {
    const first = eventOf(1, 'batch.created')
    const server = await givenServer(
      {},
      (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Please wait</p>'),
      batch('running'),
      list(first),
      problem(503, 'too_many_streams'),
      ENDED,
      list(first, eventOf(2, 'job.completed'), eventOf(3, 'batch.completed')),
    )
    expect(await follow(server)).toEqual(['evt_1', 'evt_2', 'evt_3'])
  })

  it('begins behind an event that it is given, of a batch that has ended too', async () => {
    const server = await givenServer({}, ending(frame(2, 'batch.completed')), ENDED)
    expect(await follow(server, { after: 'evt_1' })).toEqual(['evt_2'])
    expect(resumedFrom(server)).toEqual(['evt_1'])
    const over = await givenServer(
      {},
      ending(''),
      ENDED,
      list(eventOf(1, 'batch.created'), eventOf(2, 'batch.completed')),
    )
    expect(await follow(over, { after: 'evt_2' })).toEqual([])
  })

  it('does not take the end of a batch for the last one when its jobs are tried again', async () => {
    const server = await givenServer(
      {},
      ending(frame(1, 'batch.completed')),
      batch('running'),
      ending(frame(2, 'job.queued') + frame(3, 'batch.completed')),
      ENDED,
    )
    expect(await follow(server)).toEqual(['evt_1', 'evt_2', 'evt_3'])
  })

  it.each([
    [401, 'AuthenticationError'],
    [404, 'NotFoundError'],
  ])('ends with the error of a %i, at first and later', async (status, name) => {
    const refused = problem(status, 'refused')
    await expect(follow(await givenServer({}, refused))).rejects.toMatchObject({ name, code: 'refused' })
    const later = await givenServer({}, breaking(frame(1, 'batch.created')), refused)
    await expect(follow(later)).rejects.toMatchObject({ name, code: 'refused' })
  })

  it('says that nobody answers after a few tries, or once the service has stayed away for too long', async () => {
    const { url, ...server } = await givenServer({ maxRetries: 1 }, lost)
    await expect(follow({ url, ...server })).rejects.toMatchObject({ name: 'ConnectionError' })
    expect(server.requests).toHaveLength(2)
    const gone = await givenServer({ maxRetries: 0 }, breaking(frame(1, 'batch.created')), lost)
    const reasons: unknown[] = []
    const followed = follow(gone, { patienceMs: 50, onReconnect: (reason) => reasons.push(reason) })
    await expect(followed).rejects.toMatchObject({ name: 'ConnectionError' })
    expect(reasons.length).toBeGreaterThan(0)
  })

  it('ends when it is told to, and when nobody goes on reading', async () => {
    const controller = new AbortController()
    const reason = new Error('enough')
    const server = await givenServer({}, holding(frame(1, 'batch.created')))
    const read = async () => {
      for await (const _event of server.client.batches.events('batch_1', { signal: controller.signal }))
        controller.abort(reason)
    }
    await expect(read()).rejects.toBe(reason)
    const { promise: isClosed, resolve: closed } = Promise.withResolvers<void>()
    const other = await givenServer({}, (response, request) => {
      request.socket.once('close', closed)
      holding(frame(1, 'batch.created'))(response, request)
    })
    for await (const _event of other.client.batches.events('batch_1')) break
    await isClosed
  })
})

describe('waiting for a batch', () => {
  it('tells every event and how it stands, and resolves with the batch as it ended', async () => {
    const server = await givenServer(
      {},
      // the first look and the stream may come in either order
      (response, request) => {
        if (request.url?.endsWith('/events'))
          ending(frame(1, 'batch.created') + frame(2, 'batch.completed'))(response, request)
        else ENDED(response, request)
      },
    )
    const events: string[] = []
    const seen: string[] = []
    const ended = await server.client.batches.wait('batch_1', {
      onEvent: ({ type }) => void events.push(type),
      onProgress: ({ status }) => seen.push(status),
    })
    expect(ended.status).toBe('completed')
    expect(events).toEqual(['batch.created', 'batch.completed'])
    expect(seen.at(-1)).toBe('completed')
  })

  it('rejects with the reason of the signal, and with what a callback throws', async () => {
    const running: Answer = (response, request) =>
      request.url?.endsWith('/events')
        ? holding(frame(1, 'batch.created'))(response, request)
        : batch('running')(response, request)
    const { client } = await givenServer({}, running)
    const controller = new AbortController()
    const aborted = client.batches.wait('batch_1', {
      signal: controller.signal,
      onEvent: () => controller.abort('stop'),
    })
    await expect(aborted).rejects.toBe('stop')
    const bug = new Error('a bug in the callback')
    const fail = (): void => {
      throw bug
    }
    await expect(client.batches.wait('batch_1', { onProgress: fail })).rejects.toBe(bug)
    await expect(client.batches.wait('batch_1', { onEvent: fail })).rejects.toBe(bug)
  })
})
