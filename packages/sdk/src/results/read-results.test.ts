import { expect, it } from 'vitest'
import type { Job } from '../index.ts'
import { type Answer, givenServer, problem, type ScriptedServer } from '../scripted-server.fixture.ts'

const LINES = ['job_1', 'job_2', 'job_3'].map((id) => `${JSON.stringify({ id, reference: '早安' })}\n`)
const whole: Answer = (response) =>
  response.writeHead(200, { 'content-type': 'application/x-ndjson' }).end(LINES.join(''))
const upTo =
  (bytes: number): Answer =>
  (response) => {
    const part = Buffer.from(LINES.join('')).subarray(0, bytes)
    response.writeHead(200).write(part, () => setImmediate(() => response.destroy()))
  }

async function idsOf({ client }: ScriptedServer): Promise<string[]> {
  const jobs: Job[] = []
  for await (const job of client.batches.results('batch_1')) jobs.push(job)
  expect(jobs.every(({ reference }) => reference === '早安')).toBe(true)
  return jobs.map(({ id }) => id)
}

it('gives every job once, also when the answer breaks within a line and within a character', async () => {
  const lineBytes = Buffer.byteLength(LINES[0] ?? '')
  const server = await givenServer({}, upTo(lineBytes + 10), upTo(2 * lineBytes - 4), whole)
  expect(await idsOf(server)).toEqual(['job_1', 'job_2', 'job_3'])
  expect(server.requests.map(({ url }) => url)).toEqual(Array(3).fill('/v1/batches/batch_1/results?format=ndjson'))
})

it('does not take a part for the whole', async () => {
  const cut: Answer = (response) => response.end(LINES.join('').slice(0, -5))
  await expect(idsOf(await givenServer({ maxRetries: 0 }, cut))).rejects.toMatchObject({ name: 'ConnectionError' })
})

it('tells what the service refuses, and what is no result', async () => {
  await expect(idsOf(await givenServer({}, problem(404, 'not_found')))).rejects.toMatchObject({ code: 'not_found' })
  const page: Answer = (response) => response.end('<html>\n</html>\n')
  await expect(idsOf(await givenServer({}, page))).rejects.toMatchObject({ code: 'unexpected_answer' })
})

it('ends the connection when nobody goes on reading', async () => {
  const { promise: isClosed, resolve: closed } = Promise.withResolvers<void>()
  const { client } = await givenServer({}, (response) => {
    response.once('close', closed)
    response.writeHead(200).write(LINES.join(''))
  })
  for await (const _job of client.batches.results('batch_1')) break
  await isClosed
})
