import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { cpus, tmpdir } from 'node:os'
import path from 'node:path'
import { createDatabase, type Database, openProject, type ProjectStore } from '@nemo-batch/database'
import { startEmbeddedPostgres } from '@nemo-batch/database/embedded'
import { applyMigrations } from '@nemo-batch/database/migrate'
import { prepareQueueBackend } from '@nemo-batch/queue'
import { createSecretBox, newEncryptionKey } from '@nemo-batch/runtime'
import { createGuardedClient, newWebhookSecret, signWebhook } from '@nemo-batch/webhooks'
import { fillTold } from './fill-told.ts'

/**
 * `npm run bench:webhooks [deliveries]`: how fast one worker sends to receivers on this machine, and what an endpoint that
 * never answers costs another one. With REDIS_URL wake-ups go through Redis.
 */
const DELIVERIES = Number(process.argv[2] ?? 10_000)
const ENDPOINTS = 50
const LATENCY_TURNS = 300
/** Of a failed job, nearly. */
const BODY_BYTES = 1_500
const WORKER = path.resolve(import.meta.dirname, '../../apps/worker/src/main.ts')

type Bench = {
  readonly db: Database
  readonly project: ProjectStore
  readonly receiver: Awaited<ReturnType<typeof startReceiver>>
  createEndpoint(url: string, some: { readonly events: string[]; readonly batchId?: string }): Promise<string>
}

async function main(): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'nemo-batch-bench-'))
  const server = await startEmbeddedPostgres({ dataDir: folder })
  const receiver = await startReceiver()
  let worker: ChildProcess | undefined
  try {
    await applyMigrations({ url: server.url })
    await prepareQueueBackend({ databaseUrl: server.url, redisUrl: process.env.REDIS_URL })
    const db = createDatabase({ url: server.url })
    const encryptionKey = newEncryptionKey()
    const project = openProject(db, 'proj_default')
    const bench: Bench = {
      ...{ db, project, receiver },
      createEndpoint: async (url, { events, batchId = null }) => {
        const secretSealed = createSecretBox(encryptionKey).seal(newWebhookSecret())
        const endpoint = { url, events, batchId, description: null, isEnabled: true, secretSealed }
        return (await project.transaction((tx) => tx.createEndpoint(endpoint))).id
      },
    }
    const queues = process.env.REDIS_URL === undefined ? 'Postgres' : 'Redis'
    console.log(`${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, queues on ${queues}`)
    await measureBare(receiver)
    worker = startWorker({ DATABASE_URL: server.url, DATA_DIR: folder, ENCRYPTION_KEY: encryptionKey })
    await measureRate(bench, 1)
    await measureRate(bench, ENDPOINTS)
    await measureLatency(bench, 'alone')
    await givenSilentEndpoint(bench)
    await measureLatency(bench, 'beside an endpoint that never answers, with 500 deliveries waiting')
    await db.close()
  } finally {
    if (worker !== undefined) await endProcess(worker)
    receiver.close()
    await server.stop()
    for (const used of [server.home, folder]) await rm(used, { recursive: true, force: true })
  }
}

function startWorker(env: Readonly<Record<string, string>>): ChildProcess {
  return spawn(process.execPath, [WORKER], {
    env: {
      ...process.env,
      ...env,
      SANDBOX_URL: 'http://127.0.0.1:9',
      ALLOW_PRIVATE_NETWORKS: 'true',
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
}

async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}

/** Answers `/hooks` at once and `/silent` never. */
async function startReceiver() {
  const ids = new Set<string>()
  let requests = 0
  let listener: (id: string) => void = () => undefined
  const server: Server = createServer((request, response) => {
    request.resume()
    if (request.url === '/silent') return
    request.once('end', () => {
      const id = String(request.headers['webhook-id'])
      ids.add(id)
      requests += 1
      response.writeHead(204).end()
      listener(id)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    /** Resolves with the time of the `count`th message from now on. */
    async next(count: number): Promise<number> {
      ids.clear()
      requests = 0
      return new Promise((resolve) => {
        listener = () => {
          if (ids.size === count) resolve(performance.now())
        }
      })
    },
    requests: () => requests,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** What the machine gives at best: signed and sent, four at a time, with nothing read before and nothing kept. */
async function measureBare(receiver: Bench['receiver']): Promise<void> {
  const client = createGuardedClient({ allowPrivateNetworks: true })
  const secrets = [newWebhookSecret()]
  const body = JSON.stringify({ type: 'job.failed', timestamp: new Date(), data: { text: 'x'.repeat(BODY_BYTES) } })
  let left = DELIVERIES
  const sendOne = async (): Promise<void> => {
    const headers = { ...signWebhook({ id: `evt_${left--}`, at: new Date(), body, secrets }) }
    await client.post(`${receiver.url}/hooks`, { headers, body, timeoutMs: 15_000, maxAnswerBytes: 1_024 })
  }
  const startMs = performance.now()
  const sendAll = async (): Promise<void> => {
    while (left > 0) await sendOne()
  }
  await Promise.all([sendAll(), sendAll(), sendAll(), sendAll()])
  const rate = Math.round((DELIVERIES * 1_000) / (performance.now() - startMs))
  console.log(`${rate}/s  ${DELIVERIES} requests by a bare script, four at a time`)
  await client.close()
}

async function measureRate({ db, receiver, createEndpoint }: Bench, endpoints: number): Promise<void> {
  const told = await fillTold(db, { batches: endpoints, jobsPerBatch: DELIVERIES / endpoints })
  for (const batchId of told.batchIds)
    await createEndpoint(`${receiver.url}/hooks`, { events: ['job.failed'], batchId })
  const arrived = receiver.next(DELIVERIES)
  const startMs = performance.now()
  await told.happen()
  const committedMs = performance.now()
  const seconds = ((await arrived) - committedMs) / 1_000
  await untilRecorded(db)
  if (receiver.requests() !== DELIVERIES) throw new Error(`${receiver.requests()} requests were made`)
  const rate = Math.round(DELIVERIES / seconds)
  const commit = ((committedMs - startMs) / 1_000).toFixed(1)
  console.log(
    `${rate}/s  ${DELIVERIES} deliveries to ${endpoints} endpoint(s) in ${seconds.toFixed(1)} s, after a commit of ${commit} s`,
  )
}

/** None may be left, and none sent for nothing. @throws Error */
async function untilRecorded(db: Database): Promise<void> {
  for (let left = 1; left > 0; ) {
    const { rows } = await db.query<{ pending: number; failed: number }>(
      `SELECT count(*) FILTER (WHERE status = 'pending')::int AS pending,
         count(*) FILTER (WHERE status IN ('failed', 'discarded') OR attempts > 1)::int AS failed FROM webhook_deliveries`,
    )
    left = rows[0]?.pending ?? 0
    if (rows[0]?.failed !== 0) throw new Error(`${rows[0]?.failed} deliveries did not arrive at the first attempt`)
  }
}

async function givenSilentEndpoint({ project, receiver, createEndpoint }: Bench): Promise<void> {
  const endpointId = await createEndpoint(`${receiver.url}/silent`, { events: ['endpoint.test'] })
  for (let sent = 0; sent < 500; sent++) await project.sendTest(endpointId)
}

async function measureLatency({ project, receiver, createEndpoint }: Bench, how: string): Promise<void> {
  const endpointId = await createEndpoint(`${receiver.url}/hooks`, { events: ['endpoint.test'] })
  const times: number[] = []
  for (let turn = 0; turn < LATENCY_TURNS; turn++) {
    const arrived = receiver.next(1)
    const startMs = performance.now()
    await project.sendTest(endpointId)
    times.push((await arrived) - startMs)
  }
  times.sort((one, other) => one - other)
  const at = (share: number): string => (times[Math.ceil(share * LATENCY_TURNS) - 1] ?? 0).toFixed(1)
  console.log(
    `from the beginning of the transaction to the receipt: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, max ${at(1)} ms; ${how}`,
  )
}

await main()
