import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { waitFor } from '@nemo-batch/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { type ApiClient, createApiClient } from './api-client.ts'
import { type FollowOptions, followBatch } from './event-stream.ts'

type Connection = (response: ServerResponse, request: IncomingMessage) => void

let server: Server | undefined
let client: ApiClient | undefined
afterEach(async () => {
  await client?.close()
  server?.closeAllConnections()
  server?.close()
  server = undefined
})

/** A service that answers one connection after the other as scripted, the last script for all that follow. */
async function given(...connections: readonly Connection[]): Promise<{ asked: (string | undefined)[] }> {
  const asked: (string | undefined)[] = []
  const started = createServer((request, response) => {
    const lastEventId = request.headers['last-event-id']
    asked.push(typeof lastEventId === 'string' ? lastEventId : undefined)
    const connection = connections[Math.min(asked.length, connections.length) - 1]
    connection?.(response, request)
  }).listen(0, '127.0.0.1')
  server = started
  await waitFor(() => started.listening)
  const address = started.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  client = createApiClient({ apiUrl: `http://127.0.0.1:${port}`, apiKey: 'nb_key' })
  return { asked }
}

const frame = (seq: number, type: string): string => {
  const event = {
    id: `evt_${seq}`,
    type,
    seq,
    batch_id: 'batch_1',
    job_id: type.startsWith('job') ? 'job_1' : null,
    data: {},
  }
  return `id: evt_${seq}\nevent: ${type}\ndata: ${JSON.stringify(event)}\n\n`
}
const stream = (response: ServerResponse): ServerResponse =>
  response.writeHead(200, { 'content-type': 'text/event-stream' })

/** Sends the text and breaks the connection in the middle once the client has it. */
const breaking =
  (text: string): Connection =>
  (response) =>
    stream(response).write(text, () => setImmediate(() => response.destroy()))
const ending =
  (text: string): Connection =>
  (response) =>
    stream(response).end(text)
const refusing =
  (status: number, body: unknown = {}): Connection =>
  (response) =>
    response.writeHead(status, { 'content-type': 'application/problem+json' }).end(JSON.stringify(body))

async function follow(options: Partial<FollowOptions> = {}): Promise<string[]> {
  if (client === undefined) throw new Error('nothing given')
  const types: string[] = []
  const all = { batchId: 'batch_1', signal: new AbortController().signal, ...options }
  for await (const event of followBatch(client, all)) types.push(event.type)
  return types
}

describe('following a batch', () => {
  it('goes on after a broken connection where it was, and loses and doubles nothing', async () => {
    const { asked } = await given(
      breaking(frame(1, 'batch.created') + frame(2, 'job.started')),
      refusing(503),
      breaking(`: keep-alive\n\n${frame(3, 'job.stage')}data: {"half":`),
      ending(frame(4, 'job.completed') + frame(5, 'batch.completed')),
    )
    expect(await follow()).toEqual(['batch.created', 'job.started', 'job.stage', 'job.completed', 'batch.completed'])
    expect(asked).toEqual([undefined, 'evt_2', 'evt_2', 'evt_3'])
  })

  it('counts a last event without its blank line', async () => {
    await given(ending(frame(1, 'batch.completed').trimEnd()))
    expect(await follow()).toEqual(['batch.completed'])
  })

  it('reads events that come byte by byte, Chinese included', async () => {
    await given((response) => {
      stream(response)
      const bytes = Buffer.from(
        frame(1, 'job.message').replace('"data":{}', '"data":{"text":"早安"}') + frame(2, 'batch.canceled'),
      )
      for (const byte of bytes) response.write(Buffer.of(byte))
      response.end()
    })
    expect(await follow()).toEqual(['job.message', 'batch.canceled'])
  })

  it('ends with the last event even when the service keeps the connection open', async () => {
    await given((response) => void stream(response).write(frame(1, 'batch.completed')))
    expect(await follow()).toEqual(['batch.completed'])
  })

  it('passes over what is no event', async () => {
    await given(ending(`data: nonsense\n\ndata: {"id":1}\n\n${frame(1, 'batch.completed')}`))
    expect(await follow()).toEqual(['batch.completed'])
  })

  it('says at once that nobody answers, or that the batch is unknown', async () => {
    await given(refusing(404, { code: 'not_found', detail: 'There is no such batch.' }))
    await expect(follow()).rejects.toMatchObject({ code: 'not_found', status: 404 })
    await client?.close()
    client = createApiClient({ apiUrl: 'http://127.0.0.1:9', apiKey: 'nb_key' })
    await expect(follow()).rejects.toMatchObject({ code: 'api_unreachable' })
  })

  it('gives up when the service stays away for longer than its patience', async () => {
    await given(breaking(frame(1, 'batch.created')), (response) => response.destroy())
    const reasons: string[] = []
    await expect(follow({ patienceMs: 300, onReconnect: (reason) => reasons.push(reason) })).rejects.toMatchObject({
      code: 'api_unreachable',
    })
    expect(reasons.length).toBeGreaterThan(0)
  })

  it('ends when it is told to', async () => {
    const controller = new AbortController()
    await given((response) => {
      stream(response).write(frame(1, 'batch.created'))
      setImmediate(() => controller.abort(new Error('enough')))
    })
    await expect(follow({ signal: controller.signal })).rejects.toThrow()
  })
})
