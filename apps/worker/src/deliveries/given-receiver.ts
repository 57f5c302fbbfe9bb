import type { ServerResponse } from 'node:http'
import { startReceiver } from '@nemo-batch/testing'
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
  const server = await startReceiver((response, { headers, body: bytes }) => {
    const body = bytes.toString()
    const { type, data } = JSON.parse(body)
    const signed = { id: headers['webhook-id'] ?? '', timestamp: Number(headers['webhook-timestamp']) }
    const one = { ...signed, headers, body, type, data }
    receiver.answer(response, received.push(one), one)
  })
  const receiver: Receiver = { url: `${server.url}/hooks`, received, answer, close: server.close }
  return receiver
}

/** Whether one of the signatures is of this secret, whatever the time. */
export function isSignedWith({ id, timestamp, headers, body }: Received, secret: string): boolean {
  const wanted = new Webhook(secret).sign(id, new Date(timestamp * 1_000), body)
  return (headers['webhook-signature'] ?? '').split(' ').includes(wanted)
}
