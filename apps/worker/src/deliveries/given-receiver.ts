import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'

/** A request, as it came. */
export type Received = {
  readonly id: string
  readonly timestamp: number
  readonly headers: Readonly<Record<string, string>>
  /** The very bytes. */
  readonly body: string
  /** As the body says. */
  readonly type: string
  readonly data: Record<string, unknown>
}

/** What a receiver does with its nth request, counted from 1. */
export type Answering = (response: ServerResponse, nth: number, received: Received) => void

export type Receiver = {
  readonly url: string
  readonly received: Received[]
  answer: Answering
  close(): Promise<void>
}

export const status =
  (code: number, headers: Record<string, string> = {}): Answering =>
  (response) =>
    void response.writeHead(code, headers).end()
export const OK = status(204)
export const NEVER: Answering = () => undefined
export const first =
  (count: number, then: Answering, otherwise: Answering = OK): Answering =>
  (response, nth, received) =>
    (nth <= count ? then : otherwise)(response, nth, received)

/** A server that takes webhooks, on an address of this machine. */
export async function givenReceiver(answer: Answering = OK): Promise<Receiver> {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks).toString()
    const headers = request.headers as Record<string, string>
    const { type, data } = JSON.parse(body)
    const one = { id: headers['webhook-id'] ?? '', timestamp: Number(headers['webhook-timestamp']), headers, body }
    const nth = received.push({ ...one, type, data })
    receiver.answer(response, nth, { ...one, type, data })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`,
    received,
    answer,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return receiver
}

/** Whether one of the signatures is of this secret, whatever the time. */
export function isSignedWith({ id, timestamp, headers, body }: Received, secret: string): boolean {
  const wanted = new Webhook(secret).sign(id, new Date(timestamp * 1_000), body)
  return (headers['webhook-signature'] ?? '').split(' ').includes(wanted)
}
