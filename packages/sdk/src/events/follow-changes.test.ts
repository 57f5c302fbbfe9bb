import type { ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import { Transport } from '../http/transport.ts'
import { type Answer, givenServer, KEY, lost, problem, type ScriptedServer } from '../scripted-server.fixture.ts'
import { settingsOf } from '../settings.ts'
import { type ChangesOptions, followChanges } from './follow-changes.ts'

const open = (response: ServerResponse): ServerResponse =>
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
const frame = (name: string, data: object): string => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`
const HELLO = `: connected\n\n${frame('hello', { object: 'hello' })}`
const changesOf = (...batches: string[]): string =>
  frame('changes', { object: 'changes', batches, jobs: [], has_more: false, topics: ['accounts'] })

const ending =
  (text: string): Answer =>
  (response) =>
    open(response).end(text)
const breaking =
  (text: string): Answer =>
  (response) =>
    open(response).write(text, () => setImmediate(() => response.destroy()))
const holding =
  (text: string): Answer =>
  (response) =>
    void open(response).write(text)

/** Reads until so many messages have come. */
async function read({ client }: Pick<ScriptedServer, 'client'>, count: number, options: ChangesOptions = {}) {
  const told: string[] = []
  for await (const message of client.changes(options)) {
    told.push(message.object === 'hello' ? 'hello' : message.batches.join())
    if (told.length === count) break
  }
  return told
}

describe('following changes', () => {
  it('comes back after a broken connection, an end, a refusal that passes and something that is no stream', async () => {
    const server = await givenServer(
      {},
      breaking(HELLO + changesOf('batch_1')),
      problem(503, 'overloaded'),
      lost,
      (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Please wait</p>'),
      ending(`${HELLO}: still here\n\n${changesOf('batch_2', 'batch_3')}`),
      holding(HELLO),
    )
    const seen: string[] = []
    const told = await read(server, 5, {
      onDown: () => seen.push('down'),
      onReconnect: () => seen.push('up'),
    })
    expect(told).toEqual(['hello', 'batch_1', 'hello', 'batch_2,batch_3', 'hello'])
    expect(seen).toEqual(['down', 'up', 'down', 'up'])
    expect(server.requests.map(({ url }) => url)).toEqual(Array.from({ length: 6 }, () => '/v1/changes'))
    expect(server.requests[0]?.headers.get('accept')).toBe('text/event-stream')
  })

  it('says that it is down when there is nobody at first either, and begins when there is', async () => {
    const server = await givenServer({ maxRetries: 0 }, lost, lost, holding(HELLO))
    const reasons: unknown[] = []
    expect(await read(server, 1, { onDown: (reason) => reasons.push(reason) })).toEqual(['hello'])
    expect(reasons).toMatchObject([{ name: 'ConnectionError' }])
  })

  it.each([
    [401, 'AuthenticationError'],
    [403, 'PermissionError'],
  ])('ends with the error of a %i, at first and later', async (status, name) => {
    const refused = problem(status, 'refused')
    await expect(read(await givenServer({}, refused), 1)).rejects.toMatchObject({ name, code: 'refused' })
    const later = await givenServer({}, breaking(HELLO), refused)
    await expect(read(later, 2)).rejects.toMatchObject({ name, code: 'refused' })
  })

  it('takes a connection that is silent for too long for a broken one', async () => {
    const { url } = await givenServer({}, holding(HELLO), holding(HELLO))
    const transport = new Transport(settingsOf({ apiKey: KEY, baseUrl: url }))
    const reasons: unknown[] = []
    let hellos = 0
    for await (const _message of followChanges(transport, { onDown: (reason) => reasons.push(reason) }, 30))
      if (++hellos === 2) break
    expect(reasons).toMatchObject([{ name: 'TimeoutError' }])
  })

  it('ends at once with the signal: while it reads, and while it waits to come back', async () => {
    const reason = new Error('enough')
    const reading = new AbortController()
    const silent = await givenServer({}, holding(HELLO))
    const ended = read(silent, 2, { signal: reading.signal })
    const waiting = new AbortController()
    const gone = await givenServer({}, problem(503, 'overloaded', { retry_after: 5 }))
    const away = read(gone, 1, { signal: waiting.signal, onDown: () => queueMicrotask(() => waiting.abort(reason)) })
    await expect(away).rejects.toBe(reason)
    expect(gone.requests).toHaveLength(1)
    await expect.poll(() => silent.requests.length, { timeout: 10_000 }).toBe(1)
    reading.abort(reason)
    await expect(ended).rejects.toBe(reason)
  })

  it('closes the connection when nobody goes on reading', async () => {
    const { promise: isClosed, resolve: closed } = Promise.withResolvers<void>()
    const server = await givenServer({}, (response, request) => {
      request.socket.once('close', closed)
      holding(HELLO)(response, request)
    })
    await read(server, 1)
    await isClosed
  })

  it('passes over what it does not know', async () => {
    const odd = `${frame('news', { object: 'news' })}data: no JSON\n\n${frame('changes', { object: 'changes' })}`
    expect(await read(await givenServer({}, ending(HELLO + odd + changesOf('batch_1'))), 2)).toEqual([
      'hello',
      'batch_1',
    ])
  })
})
