import type { Database, Row } from '@nemo-batch/database'

const ACCOUNT = 'acct_told'

/** Jobs about which there is something to tell. `happen` commits an event for each of them, all in one transaction. */
export async function fillTold(
  db: Database,
  { batches, jobsPerBatch }: { readonly batches: number; readonly jobsPerBatch: number },
): Promise<{ readonly batchIds: readonly string[]; happen(): Promise<void> }> {
  await db.query(
    `INSERT INTO accounts (id, name, kind, client_id, max_active_jobs) VALUES ($1, 'bench', 'anonymous', gen_random_uuid(), 8)
     ON CONFLICT DO NOTHING`,
    [ACCOUNT],
  )
  const { rows } = await db.query<Row & { id: string }>(
    `INSERT INTO batches (id, project_id, account_id, name, status, completed, failed, completed_at)
     SELECT sortable_id('batch'), 'proj_default', $1, 'told', 'completed', 0, $3, now() FROM generate_series(1, $2::int)
     RETURNING id`,
    [ACCOUNT, batches, jobsPerBatch],
  )
  const batchIds = rows.map(({ id }) => id)
  await db.query(
    `INSERT INTO jobs (id, project_id, batch_id, account_id, position, reference, language, output, metadata, status, progress, error)
     SELECT sortable_id('job'), 'proj_default', batch_id, $1, i, 'SKU-' || i, 'en', '{"format":"mp4","quality":"high"}',
       '{"colour":"red"}', 'failed', 90, '{"code":"no_change","message":"The provider changed nothing","stage":"verify"}'
     FROM unnest($2::text[]) AS batch_id, generate_series(1, $3::int) AS i`,
    [ACCOUNT, batchIds, jobsPerBatch],
  )
  await db.query(
    `INSERT INTO job_steps (job_id, step_index, instruction, render, status)
     SELECT id, 0, 'turn these images into a smooth 15-second video with transitions', true, 'failed' FROM jobs
     WHERE batch_id = ANY ($1)`,
    [batchIds],
  )
  return {
    batchIds,
    happen: async () => {
      await db.query(
        `INSERT INTO events (id, project_id, batch_id, job_id, type, seq)
         SELECT sortable_id('evt'), 'proj_default', batch_id, id, 'job.failed', 1 FROM jobs WHERE batch_id = ANY ($1)`,
        [batchIds],
      )
    },
  }
}
