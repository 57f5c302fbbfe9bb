import { createTestDatabase, seedAccount, type TestDatabase, waitFor } from '@nemo-batch/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { admitJobs } from './admission.ts'
import { createDatabase, type Database, type Row } from './connection.ts'
import { retryJob } from './job-acts.ts'
import { type JobFilter, listJobs } from './job-pages.ts'
import type { NewJob } from './new-jobs.ts'
import { failJob, givenBatch, newJob } from './testing/given-jobs.ts'

let server: TestDatabase
let db: Database
let accountId: string
beforeAll(async () => {
  server = await createTestDatabase()
  db = createDatabase({ url: server.url })
  accountId = await seedAccount(db)
})
afterAll(async () => {
  await db.close()
  await server.drop()
})

const PROJECT = 'proj_default'

async function find(text: string, filter: JobFilter = {}, projectId = PROJECT): Promise<string[]> {
  const found: string[] = []
  for (let before: string | null = null; ; before = found.at(-1) ?? null) {
    const page = await listJobs(db, { ...filter, text, projectId, limit: 40, before })
    found.push(...page.items.map(({ id }) => id))
    if (!page.hasMore) return found
  }
}

const asking = (...instructions: string[]): Pick<NewJob, 'steps'> => ({
  steps: instructions.map((instruction) => ({ instruction, render: true, media: [] })),
})

async function projectOf(name: string): Promise<string> {
  await db.query('INSERT INTO projects (id, name) VALUES ($1, $1)', [name])
  return name
}

/** The jobs of a new project, in the order of the batch. */
async function givenJobs(projectId: string, jobs: readonly NewJob[]): Promise<string[]> {
  return (await givenBatch(db, accountId, jobs, { projectId: await projectOf(projectId) })).jobIds
}

it('finds a part of reference, metadata and each instruction, whatever its case and script', async () => {
  const project = 'proj_places'
  const [shoe = '', dress = '', odd = ''] = await givenJobs(project, [
    newJob({
      reference: 'SKU-1042-Ä',
      metadata: { Colour: 'Deep Red', stock: 77123 },
      ...asking('a VIDEO', 'add lo-fi'),
    }),
    newJob({ reference: '红色连衣裙', metadata: { 季节: '春天' }, ...asking('把这些照片做成视频') }),
    newJob({ metadata: { odd: String.raw`50% off_ "today" C:\x`, on: true }, ...asking("it's 5 > 4") }),
  ])
  const cases: [string, string[]][] = [
    ['sku-1042', [shoe]],
    ['sKu-1042-ä', [shoe]],
    ['lour', [shoe]],
    ['deep r', [shoe]],
    ['7712', [shoe]],
    ['Lo-Fi', [shoe]],
    ['Ä', [shoe]],
    ['f', [odd, shoe]],
    ['fi', [shoe]],
    ['ä', [shoe]],
    ['红', [dress]],
    ['裙', [dress]],
    ['连衣', [dress]],
    ['季节', [dress]],
    ['照片做成视频', [dress]],
    ['0% off_', [odd]],
    ['"TODAY"', [odd]],
    [String.raw`c:\X`, [odd]],
    ["it's", [odd]],
    ['true', [odd]],
    ['>', [odd]],
    ['v', [shoe]],
    ['a video ', []],
    ['red\nstock', []],
    ['%', [odd]],
    ['{', []],
    ['": "', []],
    ['zq', []],
    ['~', []],
    ['裙红', []],
  ]
  const found = await Promise.all(
    cases.map(async ([text]): Promise<[string, string[]]> => [text, await find(text, {}, project)]),
  )
  expect(found).toEqual(cases)
})

it('finds code and message of an error, for as long as the job has it', async () => {
  const own = await seedAccount(db)
  const { jobIds } = await givenBatch(db, own, 3)
  const [jobId = ''] = jobIds
  await admitJobs(db, own)
  await failJob(db, jobId, { code: 'render_failed', stage: 'render' })
  expect([await find('nder_fail'), await find('What Happened')]).toEqual([[jobId], [jobId]])
  await retryJob(db, { projectId: PROJECT, jobId })
  expect(await find('nder_fail')).toEqual([])
})

it('finds what a step that was added later says', async () => {
  const [jobId = ''] = await givenJobs('proj_refined', [newJob()])
  await db.query(
    `INSERT INTO job_steps (job_id, step_index, instruction, render) VALUES ($1, 1, 'Add snowflakes', true)`,
    [jobId],
  )
  expect(await find('snowflake', {}, 'proj_refined')).toEqual([jobId])
})

it('finds in texts that are too long to be taken apart', async () => {
  const long = Array.from({ length: 50 }, (_, index) => `${index} `.repeat(1_300))
  const [first = ''] = await givenJobs('proj_long', [
    newJob({ reference: 'needle', ...asking(...long, 'end with pineapple') }),
    ...Array.from({ length: 9 }, (_, index) => newJob(asking(...long.map((text) => text + index)))),
  ])
  await givenBatch(db, accountId, 1_000, { projectId: 'proj_long' })
  expect(await find('pineapple', {}, 'proj_long')).toEqual([first])
})

/** Batches that came in at the same time, so that their jobs lie among one another; with more of others behind them. */
async function givenManyJobs(projectId: string): Promise<void> {
  const colours = ['red', 'blue', 'green', 'white', 'black']
  const sizes = ['small', 'medium', 'large', 'gigantic']
  const jobs = (batch: number) =>
    Array.from({ length: 900 }, (_, index) =>
      newJob({
        reference: `${batch}-SKU-${(index * 7919) % 1_000}`,
        metadata: { colour: colours[(index + batch) % 5], size: sizes[Math.floor(index / 300)] },
        ...asking(index % 90 === 0 ? 'slow pan 红' : 'fast cuts'),
      }),
    )
  await projectOf(projectId)
  await Promise.all([0, 1, 2].map((batch) => givenBatch(db, accountId, jobs(batch), { projectId })))
  await givenBatch(db, accountId, 1_100, { projectId })
}

it('pages through all that hold the text, newest first, those behind the newest thousand by the index', async () => {
  const projectId = 'proj_many'
  await givenManyJobs(projectId)
  const { rows: all } = await db.query<Row & { id: string; batch_id: string; text: string }>(
    `SELECT j.id, j.batch_id, lower(concat_ws(E'\\n', reference, metadata, instruction)) AS text
     FROM jobs j JOIN job_steps s ON s.job_id = j.id WHERE j.project_id = $1 ORDER BY j.id DESC`,
    [projectId],
  )
  const scansBefore = await scans()
  for (const text of [
    'SLOW pan',
    '1-sku-5',
    'white',
    'gigantic',
    'medium',
    '-99',
    'nowhere',
    'z',
    '~',
    'zq',
    '_9',
    'wp',
    'Pa',
    'ä',
    '红',
  ])
    expect(await find(text, {}, projectId), text).toEqual(
      all.filter((job) => job.text.includes(text.toLowerCase())).map(({ id }) => id),
    )
  const batchId = all.at(-1)?.batch_id
  expect(await find('slow', { batchId }, projectId)).toHaveLength(10)
  expect(await find('slow', { status: 'queued', reference: '2-SKU-0' }, projectId)).toHaveLength(1)
  expect(await find('slow', { status: 'failed' }, projectId)).toEqual([])
  const used = await waitFor(async () => {
    const now = await scans()
    return now.byIndex > scansBefore.byIndex ? now : null
  })
  expect(used.ofTable).toBe(scansBefore.ofTable)
})

async function scans(): Promise<{ byIndex: number; ofTable: number }> {
  const { rows } = await db.query<Row & { by_index: number; of_table: number }>(
    `SELECT pg_stat_force_next_flush(), i.idx_scan AS by_index, t.seq_scan AS of_table
     FROM pg_stat_user_indexes i JOIN pg_stat_user_tables t USING (relid) WHERE indexrelname = 'job_search_blocks_by_gram'`,
  )
  return { byIndex: rows[0]?.by_index ?? 0, ofTable: rows[0]?.of_table ?? 0 }
}

it('takes texts apart while a backup is restored, which knows of no schema', async () => {
  await db.transaction(async (tx) => {
    await tx.query(`SET LOCAL search_path = ''`)
    await tx.query(
      `INSERT INTO public.job_search_blocks (project_id, batch_id, first_job_id, last_job_id, texts)
       VALUES ('proj_restored', 'batch', 'job', 'job', 'texts')`,
    )
  })
})

it('finds nothing of another project', async () => {
  await givenJobs('proj_one', [newJob({ reference: 'ours and theirs' })])
  await givenJobs('proj_other', [newJob({ reference: 'nothing' })])
  expect(await find('ours and theirs', {}, 'proj_other')).toEqual([])
  expect(await find('ours and theirs', {}, 'proj_one')).toHaveLength(1)
})
