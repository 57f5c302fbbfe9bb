import { batchSchema, fileSchema } from '@nemo-batch/contracts'
import { type AnswerChecker, createAnswerChecker } from '@nemo-batch/testing'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { type Description, operationsOf } from '../openapi/description.ts'
import { type ApiProcess, startApiProcess } from '../testing/api-process.ts'
import { formOf, photo } from '../testing/photos.ts'
import { type FuzzedRequest, requestOf, type Targets } from './arbitrary-request.fixture.ts'
import { createRawClient, type RawAnswer, type RawClient } from './raw-client.fixture.ts'

/** Others in every run; `npm run test:fuzz` sends 20,000. */
const REQUESTS = Number(process.env.FUZZ_REQUESTS ?? 1_500)
const AT_ONCE = 20
/** FUZZ_SEED and FUZZ_PATH of a failure bring the same requests again. */
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31)
const GROWTH_BYTES = 150 * 1024 * 1024

let api: ApiProcess
let client: RawClient
let description: Description
let checker: AnswerChecker
let targets: Targets
beforeAll(async () => {
  api = await startApiProcess({ MAX_JOBS_PER_BATCH: '5' })
  client = createRawClient(api.address, AT_ONCE)
  description = JSON.parse(await (await api.call('/openapi.json')).text())
  checker = createAnswerChecker(description)
  targets = await givenTargets()
})
afterAll(async () => {
  client.close()
  await api.stop()
})

const statusesOf = new Map<string, number[]>()

async function send(request: FuzzedRequest): Promise<void> {
  const sent = JSON.stringify({ ...request, body: request.body?.toString() })
  const answer = await client.send(request).catch((error: unknown) => {
    throw new Error(`${error}\n${sent}`)
  })
  const statuses = statusesOf.get(request.operation) ?? []
  statusesOf.set(request.operation, statuses)
  statuses.push(answer.status)
  const faults = faultsOf(request, answer)
  if (faults.length === 0) return
  const log = api
    .log()
    .split('\n')
    .filter((line) => line.includes('"level":50'))
  throw new Error(`${faults.join('; ')}\n${sent}\n→ ${answer.status} ${answer.body.slice(0, 500)}\n${log.at(-1) ?? ''}`)
}

function faultsOf({ method, path }: FuzzedRequest, answer: RawAnswer): string[] {
  // a client removes dots and doubled slashes; the checker sees the address as it was sent
  const exchange = { method, path, ...answer }
  const faults = answer.status >= 500 ? ['the service failed'] : []
  const checkItem = checker.itemCheck(exchange)
  const frames = checkItem === null ? [] : answer.body.split('\n').filter((line) => line.startsWith('data: '))
  return [
    ...faults,
    ...checker.check(exchange),
    ...frames.flatMap((line) => checkItem?.(line.slice('data: '.length)) ?? []),
  ]
}

it(`answers ${REQUESTS} requests, right, nearly right and wild, as it says that it does, in flat memory (FUZZ_SEED=${SEED})`, async () => {
  const request = requestOf(description, targets)
  const resident: number[] = []
  await fc.assert(
    fc.asyncProperty(fc.array(request, { minLength: AT_ONCE, maxLength: AT_ONCE }), async (requests) => {
      await Promise.all(requests.map(send))
      resident.push((await api.memory()).residentBytes)
    }),
    {
      seed: SEED,
      numRuns: REQUESTS / AT_ONCE,
      ...(process.env.FUZZ_PATH === undefined ? {} : { path: process.env.FUZZ_PATH }),
      // one failure says which request it was; the others of its round are of no interest
      endOnFailure: true,
      asyncReporter: async ({ failed, counterexamplePath, errorInstance }) => {
        if (failed) throw new Error(`FUZZ_SEED=${SEED} FUZZ_PATH=${counterexamplePath}: ${errorInstance}`)
      },
    },
  )
  const asked = operationsOf(description).map(({ operation: { operationId } }) => ({
    operationId,
    times: statusesOf.get(operationId)?.length ?? 0,
  }))
  expect(asked.filter(({ times }) => times < REQUESTS / 1_000)).toEqual([])
  const warm = Math.max(...resident.slice(0, Math.ceil(resident.length / 3)))
  expect(Math.max(...resident.slice(-10)) - warm).toBeLessThan(GROWTH_BYTES)
  expect(api.log()).not.toContain('"level":50')
  expect(api.log()).not.toContain('whsec_')
  report(resident)
}, 300_000)

/** What the run was made of, for whoever reads the log. */
function report(resident: readonly number[]): void {
  const all = [...statusesOf.values()].flat()
  const shares = Map.groupBy(all, (status) => status)
  const told = [...shares]
    .toSorted(([one], [other]) => one - other)
    .map(([status, list]) => `${status}: ${list.length}`)
  const quarters = [0, 0.25, 0.5, 0.75, 1].map((share) => resident[Math.floor((resident.length - 1) * share)])
  const memory = quarters.map((bytes = 0) => `${Math.round(bytes / 2 ** 20)} MiB`)
  console.log(`${all.length} requests; ${told.join(', ')}; resident ${memory.join(' → ')}`)
}

const withId = z.object({ id: z.string() })
const withKey = z.object({ id: z.string(), key: z.string() })
const listed = z.object({ data: z.array(withId) })

async function givenTargets(): Promise<Targets> {
  const post = async (path: string, body: unknown, key = api.key): Promise<unknown> =>
    (
      await api.call(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
        body: JSON.stringify(body),
      })
    ).json()
  const list = async (path: string): Promise<string[]> =>
    listed.parse(await (await api.call(path)).json()).data.map(({ id }) => id)
  const upload = async (key: string): Promise<string> => {
    const body = formOf(['file', await photo('coins.jpg')])
    const answer = await api.call('/v1/files', { method: 'POST', headers: { authorization: `Bearer ${key}` }, body })
    return fileSchema.parse(await answer.json()).id
  }
  const project = withId.parse(await post('/v1/projects', { name: 'Another' })).id
  const foreign = withKey.parse(
    await post('/v1/api-keys', {
      name: 'Another',
      scopes: ['jobs:read', 'jobs:write', 'webhooks'],
      project_id: project,
    }),
  )
  const reader = withKey.parse(await post('/v1/api-keys', { name: 'Reader', scopes: ['jobs:read'] }))
  const job = { media: ['https://shop.example/a.jpg'], instruction: 'make a video' }
  for (const turn of Array(10).keys())
    await post('/v1/batches', { jobs: [job, { ...job, reference: `${turn}` }], open: turn % 2 === 0 })
  const batches = await list('/v1/batches')
  const foreignBatch = batchSchema.parse(await post('/v1/batches', { jobs: [job] }, foreign.key)).id
  for (const turn of Array(5).keys()) {
    const { id } = withId.parse(await post('/v1/webhook-endpoints', { url: `https://shop.example/${turn}` }))
    await post(`/v1/webhook-endpoints/${id}/test`, {})
  }
  const foreignHook = withId.parse(
    await post('/v1/webhook-endpoints', { url: 'https://shop.example/' }, foreign.key),
  ).id
  const unknown = (prefix: string): string => `${prefix}_${'0'.repeat(26)}`
  return {
    ids: {
      batches: [...batches, foreignBatch, unknown('batch')],
      jobs: [...(await list('/v1/jobs')), unknown('job')],
      files: [await upload(api.key), await upload(api.key), await upload(foreign.key), unknown('file')],
      accounts: [...(await list('/v1/accounts')), unknown('acct')],
      projects: [project, unknown('proj')],
      'webhook-endpoints': [...(await list('/v1/webhook-endpoints')), foreignHook, unknown('whe')],
      'webhook-deliveries': [...(await list('/v1/webhook-deliveries')), unknown('whd')],
      'api-keys': [foreign.id, unknown('key')],
    },
    keys: [api.key, foreign.key, reader.key, 'nb_wrong', ''],
  }
}
