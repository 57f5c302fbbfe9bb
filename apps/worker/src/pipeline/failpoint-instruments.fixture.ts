import { Readable } from 'node:stream'
import type { Database, Row } from '@nemo-batch/database'
import type { NemoClient } from '@nemo-batch/nemo-client'
import type { Instruments } from '../instruments.ts'

/** Says that a call or a write is at `before`, `after`, or some point in between. Throws if the worker is to die there. */
type Pass = (when: string) => void
type Around = <T>(what: string, which: string, work: (pass: Pass) => Promise<T>) => Promise<T>

/** Written by the clock or by a sweep, not for a stage: they are told once, without a place. */
const HOUSEKEEPING = new Set([
  'renewLeases',
  'reportWorker',
  'findExpiredLeases',
  'takeLeases',
  'takeOverdueWakeUps',
  'takeAccountsToCheck',
  'saveCredits',
  'unblockAccount',
  'releaseBlockedJobs',
])
const WRITE = /\b(INSERT INTO|UPDATE \w+ SET|DELETE FROM)\b/

/**
 * Names each write, each call and each wake-up of a worker `<what>:<which>:<when>@<stage>.<step>`, with `#n` for the
 * n-th time there, and tells them. At the one named `fatal` the worker stops dead: from then on nothing that it calls
 * comes back, and nothing reaches database, queue, storage or provider. Made for a database with one job in it.
 */
export function createFailpoints(fatal: string | null, tell: (point: string) => void): Instruments {
  const timesPassed = new Map<string, number>()
  let database: Database | undefined
  let isDead = false

  function pass(point: string): void {
    if (isDead) throw new Dead()
    const times = (timesPassed.get(point) ?? 0) + 1
    timesPassed.set(point, times)
    if (times > 1 && !point.includes('@')) return
    const name = times === 1 ? point : `${point}#${times}`
    isDead = name === fatal
    tell(name)
    if (isDead) throw new Dead()
  }

  /** Never settles once the worker is dead. */
  async function whileAlive<T>(work: () => Promise<T>): Promise<T> {
    const outcome = isDead ? null : await Promise.allSettled([work()])
    if (isDead || outcome === null) return new Promise(() => undefined)
    if (outcome[0].status === 'rejected') throw outcome[0].reason
    return outcome[0].value
  }

  const around: Around = (what, which, work) =>
    whileAlive(async () => {
      // looked up once: a move still belongs to the stage that it leaves
      const place = HOUSEKEEPING.has(which) || database === undefined ? '' : `@${await placeOfJob(database)}`
      const passHere: Pass = (when) => pass(`${what}:${which}:${when}${place}`)
      passHere('before')
      const result = await work(passHere)
      if (!isEmptyWrite(result)) passHere('after')
      return result
    })

  return {
    database(db) {
      database = db
      return instrumentDatabase(db, around, whileAlive)
    },
    nemo: (nemo) => instrumentNemo(nemo, around),
    queue: (queue) => replacing(queue, { wake: (wakeUps) => around('queue', 'wake', () => queue.wake(wakeUps)) }),
    storage: (storage) =>
      replacing(storage, {
        stage: (stream, options) => around('storage', 'stage', () => storage.stage(stream, options)),
        commit: (staged, key) => around('storage', 'commit', () => storage.commit(staged, key)),
      }),
  }
}

class Dead extends Error {}

/** A statement that touched no row left nothing to die after. */
const isEmptyWrite = (result: unknown): boolean =>
  typeof result === 'object' && result !== null && 'rowCount' in result && result.rowCount === 0

async function placeOfJob(db: Database): Promise<string> {
  const { rows } = await db.query<Row & { place: string }>(
    `SELECT CASE status WHEN 'running' THEN stage || '.' || step_index + 1 ELSE status END AS place FROM jobs LIMIT 1`,
  )
  return rows[0]?.place ?? 'none'
}

function instrumentDatabase(
  db: Database,
  around: Around,
  whileAlive: <T>(work: () => Promise<T>) => Promise<T>,
): Database {
  return {
    ...db,
    query: (text, values) =>
      WRITE.test(text)
        ? around('database', callerName(), () => db.query(text, values))
        : whileAlive(() => db.query(text, values)),
    transaction: (work) => around('database', callerName(), () => db.transaction(work)),
    prisma: replacing(db.prisma, { account: instrumentModel(db.prisma.account, around) }),
  }
}

function instrumentModel<T extends object>(model: T, around: Around): T {
  return new Proxy(model, {
    get(on, name) {
      const call: unknown = Reflect.get(on, name)
      if (typeof call !== 'function' || !/^(create|update|upsert|delete)/.test(String(name))) return call
      return (...input: unknown[]) => around('database', callerName(), async () => Reflect.apply(call, on, input))
    },
  })
}

/** The function that writes, such as `moveJob`: the first one on the stack that is not of this file. */
function callerName(): string {
  const frames = (new Error().stack ?? '').split('\n').slice(1)
  const names = frames
    .filter((frame) => !frame.includes(import.meta.url))
    .map((frame) => /at (?:async )?(\w+) \(/.exec(frame)?.[1])
  return names.find((name) => name !== undefined) ?? 'unknown'
}

function instrumentNemo(nemo: NemoClient, around: Around): NemoClient {
  const named =
    <Input, Result>(which: string, call: (input: Input) => Promise<Result>) =>
    (input: Input): Promise<Result> =>
      around('nemo', which, () => call(input))
  return {
    anonymousToken: named('anonymousToken', nemo.anonymousToken),
    openSession: named('openSession', nemo.openSession),
    claimLink: named('claimLink', nemo.claimLink),
    uploadFiles: (input) =>
      around('nemo', 'uploadFiles', (pass) => {
        const files = input.files.map((file) => ({
          ...file,
          open: async () => Readable.from(dyingAfterTheFirstChunk(await file.open(), pass), { objectMode: false }),
        }))
        return nemo.uploadFiles({ ...input, files })
      }),
    uploadUrls: named('uploadUrls', nemo.uploadUrls),
    sendMessage: (input) =>
      around('nemo', 'sendMessage', (pass) => {
        const onEvent: typeof input.onEvent = (event) => {
          pass('event')
          input.onEvent?.(event)
        }
        return nemo.sendMessage({ ...input, onEvent })
      }),
    credits: named('credits', nemo.credits),
    state: named('state', nemo.state),
    submitRender: named('submitRender', nemo.submitRender),
    pollRender: named('pollRender', nemo.pollRender),
    cancelRender: named('cancelRender', nemo.cancelRender),
    downloadOutput: named('downloadOutput', nemo.downloadOutput),
    downloadRender: named('downloadRender', nemo.downloadRender),
    close: nemo.close,
  }
}

async function* dyingAfterTheFirstChunk(file: AsyncIterable<Buffer>, pass: Pass): AsyncGenerator<Buffer> {
  let isFirst = true
  for await (const chunk of file) {
    yield chunk
    if (isFirst) pass('body')
    isFirst = false
  }
}

/** `target` with some of its methods replaced; the others keep their `this`. */
function replacing<T extends object>(target: T, methods: Partial<T>): T {
  return new Proxy(target, {
    get(on, name) {
      const value: unknown = Reflect.get(name in methods ? methods : on, name)
      return typeof value === 'function' && !(name in methods) ? value.bind(on) : value
    },
  })
}
