import { tmpdir } from 'node:os'
import { createDatabase, type DeliveryView, openProject, type Row } from '@nemo-batch/database'
import { prepareQueueBackend } from '@nemo-batch/queue'
import { createLogger, createSecretBox, type Logger, newEncryptionKey, newId, parseConfig } from '@nemo-batch/runtime'
import {
  createTestDatabase,
  type QueueBackend,
  seedAccount,
  seedBatch,
  startTestRedis,
  waitFor,
} from '@nemo-batch/testing'
import { newWebhookSecret } from '@nemo-batch/webhooks'
import { type Instruments, NO_INSTRUMENTS } from '../instruments.ts'
import { type Answering, givenReceiver, type Receiver } from './given-receiver.ts'
import { startDeliveries } from './start-deliveries.ts'

export type GivenDeliveries = Awaited<ReturnType<typeof givenDeliveries>>
export type GivenEndpoint = { readonly id: string; readonly secret: string; readonly receiver: Receiver }
export type StartOptions = {
  readonly env?: Readonly<Record<string, string>>
  /** How far its clock is off. */
  readonly clockOffsetMs?: () => number
  readonly instruments?: Partial<Instruments>
}

/** What was logged at info and above. */
export type LoggedLine = { readonly level: string; readonly message: string; readonly [field: string]: unknown }

const LEASE_MS = 1_000

function listeningLogger(logged: LoggedLine[]): Logger {
  const logger = createLogger('worker', 'silent', false)
  const listen = (level: string) => (fields: object, message: string) => void logged.push({ level, message, ...fields })
  return Object.assign(logger, {
    child: () => logger,
    ...{ info: listen('info'), warn: listen('warn'), error: listen('error') },
  })
}

/** A database and a queue, both real, with that part of a worker in this process that sends webhooks. */
export async function givenDeliveries({ backend = 'postgres' }: { readonly backend?: QueueBackend } = {}) {
  const server = await createTestDatabase()
  const redis = backend === 'redis' ? await startTestRedis() : null
  const encryptionKey = newEncryptionKey()
  const env: Record<string, string> = {
    DATABASE_URL: server.url,
    DATA_DIR: tmpdir(),
    ENCRYPTION_KEY: encryptionKey,
    NEMO_CLIENT_ID: crypto.randomUUID(),
    // nobody is there: these tests are of deliveries alone
    SANDBOX_URL: 'http://127.0.0.1:9',
    ALLOW_PRIVATE_NETWORKS: 'true',
    WEBHOOK_RETRY_SCHEDULE: '100ms,100ms,100ms,100ms,100ms,100ms',
    WEBHOOK_TIMEOUT_MS: '15000',
    ...(redis === null ? {} : { REDIS_URL: redis.url }),
  }
  await prepareQueueBackend({ databaseUrl: server.url, redisUrl: redis?.url })
  const db = createDatabase({ url: server.url, maxConnections: 4 })
  const project = openProject(db, 'proj_default')
  const accountId = await seedAccount(db)
  const closing: (() => Promise<void>)[] = []
  const logged: LoggedLine[] = []

  const deliveries = async (endpointId: string): Promise<DeliveryView[]> => {
    const found: DeliveryView[] = []
    for (let before: string | null = null, hasMore = true; hasMore; before = found.at(-1)?.id ?? null) {
      const page = await project.listDeliveries({ limit: 100, before, endpointId })
      found.push(...page.items)
      hasMore = page.hasMore
    }
    return found.reverse()
  }

  return {
    db,
    env,
    redis,
    project,
    deliveries,
    logged,
    async start({
      env: changed = {},
      clockOffsetMs = () => 0,
      instruments,
    }: StartOptions = {}): Promise<() => Promise<void>> {
      const letGo = new AbortController()
      const started = await startDeliveries({
        config: parseConfig({ ...env, ...changed }),
        ...{ databaseUrl: server.url, encryptionKey: changed.ENCRYPTION_KEY ?? encryptionKey, leaseMs: LEASE_MS },
        ...{ letGo: letGo.signal, instruments: { ...NO_INSTRUMENTS, ...instruments } },
        logger: listeningLogger(logged),
        now: () => new Date(Date.now() + clockOffsetMs()),
      })
      const stop = async (): Promise<void> => {
        letGo.abort()
        await started.stopLooking()
        await started.pause()
        await started.idle()
        await started.closeWorker(2_000)
        await started.closeQueue(1_000)
        await started.closeConnections()
      }
      closing.unshift(stop)
      return async () => {
        closing.splice(closing.indexOf(stop), 1)
        await stop()
      }
    },
    /** An endpoint, and the receiver that it names. */
    async endpoint(answer?: Answering, some: { readonly events?: string[] } = {}): Promise<GivenEndpoint> {
      const receiver = await givenReceiver(answer)
      closing.push(receiver.close)
      const secret = newWebhookSecret()
      const { id } = await project.transaction((tx) =>
        tx.createEndpoint({
          ...{ batchId: null, events: ['endpoint.test'], description: null, isEnabled: true },
          ...{ url: receiver.url, secretSealed: createSecretBox(encryptionKey).seal(secret), ...some },
        }),
      )
      return { id, secret, receiver }
    },
    /** @returns the new secret, sealed under this key */
    async rotate({ id }: GivenEndpoint, { key = encryptionKey, now = new Date() } = {}): Promise<string> {
      const secret = newWebhookSecret()
      const rotation = { secretSealed: createSecretBox(key).seal(secret), now, overlapMs: 24 * 3_600_000 }
      await project.transaction((tx) => tx.rotateSecret(id, rotation))
      return secret
    },
    /** Messages to this endpoint alone, committed. */
    async send(endpoint: GivenEndpoint, count = 1): Promise<void> {
      for (let sent = 0; sent < count; sent++) await project.sendTest(endpoint.id)
    },
    changeUrl: ({ id }: GivenEndpoint, url: string) => project.changeEndpoint(id, { url }),
    /** Nothing is sent to it until `release`. */
    async hold({ id }: GivenEndpoint): Promise<void> {
      await db.query(`UPDATE webhook_endpoints SET held_until = now() + interval '1 hour' WHERE id = $1`, [id])
    },
    async release({ id }: GivenEndpoint): Promise<void> {
      await db.query('UPDATE webhook_endpoints SET held_until = NULL WHERE id = $1', [id])
      await db.query(`SELECT pg_notify('nemo_batch_deliveries', $1)`, [id])
    },
    /** Ends a job, as far as whoever is told of it can see. @returns the id of the event */
    async failJob(): Promise<string> {
      const { batchId, jobIds } = await db.transaction((tx) => seedBatch(tx, accountId, [{}]))
      const eventId = newId('evt')
      await db.query(
        `INSERT INTO events (id, project_id, batch_id, job_id, type, seq) VALUES ($1, 'proj_default', $2, $3, 'job.failed', 2)`,
        [eventId, batchId, jobIds[0]],
      )
      return eventId
    },
    /** How long nothing is sent to it. */
    async heldMs({ id }: GivenEndpoint): Promise<number> {
      const { heldUntil } = (await project.findEndpoint(id)) ?? {}
      return (heldUntil?.getTime() ?? 0) - Date.now()
    },
    /** Waits until there was an attempt at sending to it. */
    attempted: ({ id }: GivenEndpoint) =>
      waitFor(async () => (await deliveries(id)).some(({ attempts }) => attempts.length > 0), {
        describe: 'an attempt',
      }),
    /** Waits until deliveries have these statuses, sorted by their names. @returns them, oldest first */
    async settled(endpoint: GivenEndpoint, wanted: Readonly<Record<string, number>>): Promise<DeliveryView[]> {
      let counts: Record<string, number> = {}
      return waitFor(
        async () => {
          const { rows } = await db.query<Row & { status: string; count: number }>(
            'SELECT status, count(*)::int AS count FROM webhook_deliveries WHERE endpoint_id = $1 GROUP BY 1',
            [endpoint.id],
          )
          counts = Object.fromEntries(rows.map(({ status, count }) => [status, count]))
          const isSame = Object.keys({ ...counts, ...wanted }).every((name) => counts[name] === wanted[name])
          return isSame ? deliveries(endpoint.id) : null
        },
        { timeoutMs: 20_000, describe: `deliveries to be ${JSON.stringify(wanted)}` },
      ).catch((error: unknown) => {
        throw new Error(`they are ${JSON.stringify(counts)}`, { cause: error })
      })
    },
    async close(): Promise<void> {
      for (const close of closing) await close()
      await db.close()
      await redis?.stop()
      await server.drop()
    },
  }
}
