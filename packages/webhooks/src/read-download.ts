import { Readable } from 'node:stream'
import type { Dispatcher } from 'undici'
import { AddressGuardError } from './address-guard-error.ts'
import type { Clock } from './start-clock.ts'

/** @returns the announced length, when the answer is one worth reading */
export function acceptHead(
  url: URL,
  { statusCode, headers }: Dispatcher.ResponseData,
  maxBytes: number,
): number | null {
  if (statusCode !== 200) throw badStatus(url, statusCode)
  const sizeBytes = lengthIn(headers)
  if (sizeBytes !== null && sizeBytes > maxBytes) throw tooLarge(maxBytes)
  return sizeBytes
}

/** The same for an answer that may be a part: a server may also not know of parts, or have nothing to take one of. */
export function acceptPart(url: URL, { statusCode, headers }: Dispatcher.ResponseData): number | null {
  if (statusCode === 200) return lengthIn(headers)
  const [, total] = /\/(\d+)$/.exec(textHeader(headers['content-range']) ?? '') ?? []
  if (statusCode !== 206 && !(statusCode === 416 && total === '0')) throw badStatus(url, statusCode)
  return total === undefined ? null : Number(total)
}

function lengthIn(headers: Dispatcher.ResponseData['headers']): number | null {
  const announced = textHeader(headers['content-length'])
  return announced === null ? null : Number(announced)
}

const badStatus = (url: URL, status: number) =>
  new AddressGuardError('bad_status', `${url.hostname} answered with status ${status}`, { status })

export async function readStart(body: Readable, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let sizeBytes = 0
  for await (const chunk of body) {
    chunks.push(chunk)
    sizeBytes += chunk.length
    if (sizeBytes >= maxBytes) break
  }
  return Buffer.concat(chunks).subarray(0, maxBytes)
}

export const textHeader = (value: string | string[] | undefined): string | null =>
  typeof value === 'string' ? value : null

const tooLarge = (maxBytes: number) => new AddressGuardError('too_large', `The file is larger than ${maxBytes} bytes`)

export function limitBody(body: Readable, maxBytes: number, clock: Clock): Readable {
  async function* read() {
    let sizeBytes = 0
    try {
      for await (const chunk of body) {
        sizeBytes += chunk.length
        if (sizeBytes > maxBytes) throw tooLarge(maxBytes)
        yield chunk
      }
    } catch (error) {
      throw clock.explain(error)
    }
  }
  const stream = Readable.from(read(), { objectMode: false })
  const cut = () => stream.destroy(clock.explain(clock.signal.reason))
  clock.signal.addEventListener('abort', cut, { once: true })
  // The caller may get to the stream later than the clock does.
  stream.on('error', () => {})
  stream.once('close', () => {
    clock.signal.removeEventListener('abort', cut)
    clock.stop()
    body.destroy()
  })
  return stream
}
