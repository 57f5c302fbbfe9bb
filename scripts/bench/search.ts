import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import path from 'node:path'
import { createDatabase, type Database, type JobFilter, type NewJob, openProject } from '@nemo-batch/database'
import { startEmbeddedPostgres } from '@nemo-batch/database/embedded'
import { applyMigrations } from '@nemo-batch/database/migrate'
import { ACCOUNT, batchIdOf, fillJobs, JOBS_PER_BATCH, ownWords } from './fill-jobs.ts'

/** `npm run bench:search [jobs]`: lists and searches over a table of a million jobs, and what keeping the index costs. */
const JOBS = Number(process.argv[2] ?? 1_000_000)
const TURNS = 40

const OLD_BATCH = batchIdOf(1)
const SEARCHES: readonly JobFilter[] = [
  { text: 'spring' },
  { text: '红' },
  { text: 'catalogue 2' },
  { text: 'SKU-123456' },
  { text: '23456' },
  { text: '模特走秀' },
  { text: '秀' },
  { text: 'a' },
  { text: '~' },
  { text: 'zq' },
  { text: 'zzzz-not-there' },
  { text: 'nonexistent' },
  { text: 'the queued worker' },
  { text: '99999999' },
  { text: 'answered with 404' },
  { text: 'answered with 404', status: 'failed' },
  { text: 'spring', status: 'queued' },
  { text: '模特走秀', status: 'failed' },
  { text: 'SKU-12', errorCode: 'no_change' },
  { text: 'spring', batchId: OLD_BATCH },
  { text: 'nonexistent', batchId: OLD_BATCH },
]
const LISTS: readonly JobFilter[] = [
  {},
  { status: 'failed' },
  { status: 'queued' },
  { reference: 'SKU-7919' },
  { errorCode: 'no_change' },
  { batchId: OLD_BATCH },
  { batchId: OLD_BATCH, status: 'failed' },
]

async function main(): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'nemo-batch-bench-'))
  const server = await startEmbeddedPostgres({ dataDir: folder, isDurable: false })
  try {
    await applyMigrations({ url: server.url })
    const db = createDatabase({ url: server.url })
    console.log(`${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, ${JOBS} jobs`)
    await fillJobs(db, JOBS, (batch) => process.stdout.write(`\rfilled ${(batch + 1) * JOBS_PER_BATCH}`))
    console.log()
    await measurePages(db)
    await measureIntake(db)
    await showSizes(db)
    await db.close()
  } finally {
    await server.stop()
    for (const used of [server.home, folder]) await rm(used, { recursive: true, force: true })
  }
}

async function measurePages(db: Database): Promise<void> {
  const project = openProject(db, 'proj_default')
  const page = { limit: 20, before: null }
  for (const filter of [...LISTS, ...SEARCHES])
    await time(JSON.stringify(filter), () => project.listJobs({ ...page, ...filter }).then(({ items }) => items.length))
  await time('batches', () => project.listBatches({ ...page, limit: 100 }).then(({ items }) => items.length))
  await time('one batch', () => project.findBatch(OLD_BATCH).then(() => 1))
}

async function time(name: string, read: () => Promise<number>): Promise<void> {
  const found = await read()
  const times: number[] = []
  for (let turn = 0; turn < TURNS; turn++) {
    const start = performance.now()
    await read()
    times.push(performance.now() - start)
  }
  times.sort((one, other) => one - other)
  const at = (share: number): string => (times[Math.ceil(share * TURNS) - 1] ?? 0).toFixed(1).padStart(8)
  console.log(`p50 ${at(0.5)} ms  p95 ${at(0.95)} ms  max ${at(1)} ms  ${String(found).padStart(3)} found  ${name}`)
}

/** The largest batch, with an instruction for each job, with the index and without it. */
async function measureIntake(db: Database): Promise<void> {
  const words = await ownWords()
  const word = (): string => words[Math.floor(words.length * Math.random() ** 2)] ?? ''
  for (const isShared of [true, false])
    for (const isIndexed of [true, false]) {
      const shared = Array.from({ length: 20 }, word).join(' ')
      const jobs = Array.from({ length: JOBS_PER_BATCH }, (_, index): NewJob => {
        const instruction = isShared ? shared : Array.from({ length: 20 }, word).join(' ')
        const media = [{ fileId: null, sourceUrl: `https://shop.example/${index}.jpg`, filename: null }]
        return {
          ...{ reference: `SKU-${index}`, language: 'en', priority: 1, output: { format: 'mp4', quality: 'high' } },
          ...{ onSessionLost: 'restart', metadata: { colour: 'red' }, steps: [{ instruction, render: true, media }] },
        }
      })
      for (const table of ['jobs', 'job_steps'])
        await db.query(`ALTER TABLE ${table} ${isIndexed ? 'ENABLE' : 'DISABLE'} TRIGGER USER`)
      const start = performance.now()
      await openProject(db, 'proj_default').transaction((tx) =>
        tx.createBatch(
          { accountId: ACCOUNT, name: 'new', metadata: {}, defaults: {}, isOpen: false, scheduledAt: null },
          (async function* () {
            yield jobs
          })(),
        ),
      )
      const seconds = ((performance.now() - start) / 1_000).toFixed(2)
      console.log(
        `${seconds} s  ${JOBS_PER_BATCH} new jobs, ${isShared ? 'one instruction' : 'an instruction each'}, ${isIndexed ? 'with' : 'without'} the index of the search`,
      )
    }
}

async function showSizes(db: Database): Promise<void> {
  const { rows } = await db.query<{ name: string; size: string }>(
    `SELECT relname AS name, pg_size_pretty(pg_total_relation_size(oid)) AS size FROM pg_class
     WHERE relname IN ('jobs', 'job_steps', 'job_search_blocks', 'job_search_blocks_by_gram') ORDER BY relname`,
  )
  for (const { name, size } of rows) console.log(`${size.padStart(8)}  ${name}`)
}

await main()
