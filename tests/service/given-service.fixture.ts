import { randomBytes } from 'node:crypto'
import { openAsBlob } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import {
  type Account,
  accountListSchema,
  batchSchema,
  eventListSchema,
  type Job,
  jobListSchema,
  jobSchema,
  type NewJob,
} from '@nemo-batch/contracts'
import { createDatabase } from '@nemo-batch/database'
import { prepareQueueBackend } from '@nemo-batch/queue'
import { newEncryptionKey } from '@nemo-batch/runtime'
import { type CreateSandboxOptions, createSandbox, type Sandbox } from '@nemo-batch/sandbox'
import { inspectMp4 } from '@nemo-batch/storage'
import { createTestDatabase, expectInvariants, waitFor, watchAnswers } from '@nemo-batch/testing'
import { runProcess } from './running-process.fixture.ts'

const PHOTOS = path.resolve(import.meta.dirname, '../../examples/photos')
/** Tries that are used up take half a minute, and longer on a machine that is busy with other tests. */
const END_TIMEOUT_MS = 150_000
const ENDED: readonly string[] = ['completed', 'failed', 'canceled']

/** Short waits everywhere, so that a test takes seconds where the provider's own times take minutes. */
const QUICK = {
  // what waits for half a minute leaves room for the others, and those do not crowd a busy machine
  NEMO_MAX_ACTIVE_JOBS: '60',
  NEMO_RENDER_POLL_INTERVAL_MS: '150',
  NEMO_RENDER_MAX_POLLS: '120',
  NEMO_RECOVERY_FIRST_DELAY_MS: '200',
  NEMO_RECOVERY_DELAY_MS: '200',
  // longer than a second stage takes here to come after the first
  NEMO_SETTLE_DELAY_MS: '500',
  NEMO_RATE_LIMIT_DELAY_MS: '100',
  NEMO_BALANCE_CHECK_INTERVAL_MS: '300',
  // an answer that comes late from a busy machine is none that never comes
  NEMO_STREAM_IDLE_TIMEOUT_MS: '10000',
  NEMO_STREAM_TIMEOUT_MS: '30000',
  ALLOW_PRIVATE_NETWORKS: 'true',
}

export type Service = Awaited<ReturnType<typeof givenService>>

export type ServiceOptions = {
  readonly sandbox?: CreateSandboxOptions
  readonly env?: Readonly<Record<string, string>>
  /** Puts something between the worker and the provider. @returns the address for the worker */
  readonly before?: (sandbox: Sandbox) => Promise<string>
}

/**
 * The whole service as callers meet it: database, API and worker as processes of their own, and the provider's stand-in
 * over HTTP, in this process so that tests can script it. What the API answers is held against its OpenAPI document.
 */
export async function givenService({ sandbox: sandboxOptions, env = {}, before }: ServiceOptions = {}) {
  const server = await createTestDatabase()
  await prepareQueueBackend({ databaseUrl: server.url, redisUrl: undefined })
  const dataDir = await mkdtemp(path.join(tmpdir(), 'nemo-service-'))
  const sandbox = await createSandbox(sandboxOptions)
  const key = `nb_${randomBytes(24).toString('hex')}`
  const environment = {
    ...QUICK,
    DATA_DIR: dataDir,
    DATABASE_URL: server.url,
    ENCRYPTION_KEY: newEncryptionKey(),
    ADMIN_API_KEY: key,
    NEMO_CLIENT_ID: crypto.randomUUID(),
    NEMO_API_URL: before === undefined ? sandbox.url : await before(sandbox),
    PORT: '0',
    ...env,
  }
  const processes = await Promise.all([runProcess('api', environment), runProcess('worker', environment)])
  const address = String(processes[0].ready.address)
  const answers = await watchAnswers(address)
  const db = createDatabase({ url: server.url, maxConnections: 2 })

  const ask = async (pathname: string, init: RequestInit = {}): Promise<string> => {
    const headers = { authorization: `Bearer ${key}`, ...init.headers }
    const answer = await fetch(new URL(pathname, address), { ...init, headers })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${init.method ?? 'GET'} ${pathname} answered ${answer.status}: ${text}`)
    return text
  }
  const call = async (pathname: string, init?: RequestInit): Promise<unknown> => JSON.parse(await ask(pathname, init))
  const post = (pathname: string, body?: unknown): Promise<unknown> =>
    call(pathname, {
      method: 'POST',
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
  const job = async (jobId: string): Promise<Job> => jobSchema.parse(await call(`/v1/jobs/${jobId}`))

  return {
    /** Of the API, and the key to it. */
    ...{ address, key },
    /** JSON of a call with the key. @throws when it is refused */
    ...{ call, post },
    ...{ sandbox, db },
    /** A photo of the examples, uploaded. @returns its file id */
    async photo(name: string): Promise<string> {
      const form = new FormData()
      form.append('file', await openAsBlob(path.join(PHOTOS, name)), name)
      const file = await call('/v1/files', { method: 'POST', body: form })
      if (typeof file === 'object' && file !== null && 'id' in file) return String(file.id)
      throw new Error('an upload was answered without an id')
    },
    /** One batch. @returns its jobs' ids in the order in which the jobs were given */
    async submit(jobs: readonly NewJob[]): Promise<string[]> {
      const named = jobs.map((job, index) => ({ ...job, reference: `case-${index}` }))
      const batch = batchSchema.parse(await post('/v1/batches', { jobs: named }))
      const ids = new Map<string | null, string>()
      for (let cursor = ''; ; ) {
        const page = jobListSchema.parse(await call(`/v1/batches/${batch.id}/jobs?limit=100${cursor}`))
        for (const { reference, id } of page.data) ids.set(reference, id)
        if (page.next_cursor === null) break
        cursor = `&cursor=${encodeURIComponent(page.next_cursor)}`
      }
      return named.map(({ reference }) => ids.get(reference) ?? '')
    },
    /** The job once it has ended: its event stream is over then. */
    async ended(jobId: string): Promise<Job> {
      const signal = AbortSignal.timeout(END_TIMEOUT_MS)
      for (;;) {
        await ask(`/v1/jobs/${jobId}/events`, { headers: { accept: 'text/event-stream' }, signal })
        const seen = await job(jobId)
        if (ENDED.includes(seen.status)) return seen
      }
    },
    blocked: (jobId: string): Promise<Job> =>
      waitFor(
        async () => {
          const seen = await job(jobId)
          return seen.status === 'blocked' ? seen : null
        },
        { timeoutMs: 30_000, describe: `${jobId} to be blocked` },
      ),
    /** What a job was told of, in order. */
    async eventTypes(jobId: string): Promise<string[]> {
      const accept = { headers: { accept: 'application/json' } }
      const events = eventListSchema.parse(await call(`/v1/jobs/${jobId}/events?limit=100`, accept))
      return events.data.map(({ type }) => type)
    },
    async account(): Promise<Account> {
      const [account] = accountListSchema.parse(await call('/v1/accounts')).data
      if (account === undefined) throw new Error('there is no account')
      return account
    },
    /** As somebody does who has removed what the account was blocked for. */
    async resumeAccount(): Promise<void> {
      await post(`/v1/accounts/${(await this.account()).id}/resume`)
    },
    /** Ends the API, and begins another at the same address once `meanwhile` is done. */
    async restartApi(meanwhile: () => Promise<void>): Promise<void> {
      await processes[0].stop()
      await meanwhile()
      processes[0] = await runProcess('api', { ...environment, PORT: new URL(address).port })
    },
    /** What both processes have logged. */
    logged: (): string => processes.map((process) => process.output()).join('\n'),
    expectInvariants: (): Promise<void> =>
      expectInvariants({
        db,
        provider: sandbox,
        storage: { folder: path.join(dataDir, 'files'), inspect: inspectMp4 },
      }),
    async close(): Promise<void> {
      const exitCodes = await Promise.all(processes.map((process) => process.stop()))
      await sandbox.close()
      await db.close()
      await server.drop()
      await rm(dataDir, { recursive: true, force: true })
      answers.stop()
      if (exitCodes.some((code) => code !== 0)) throw new Error(`the processes ended with ${exitCodes.join(' and ')}`)
    },
  }
}
