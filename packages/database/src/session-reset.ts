import type { Queryable } from './connection.ts'

/** Takes all steps and media of these jobs back to their beginning: what the lost session of each held is gone. */
export async function forgetSession(tx: Queryable, ...jobIds: string[]): Promise<void> {
  await tx.query(`UPDATE job_media SET status = 'pending', upload_name = NULL, cdn_url = NULL WHERE job_id = ANY($1)`, [
    jobIds,
  ])
  await tx.query(
    `UPDATE job_steps SET status = 'pending', reply = NULL, reply_shown = NULL, changes = '[]', timeline = NULL, sent_at = NULL,
       draft_before = NULL, fingerprint_before = NULL, stream_ended = NULL, stream_ended_at = NULL, stream_error = NULL,
       settle_fingerprint = NULL, unchanged_reads = 0, draft = NULL, credits = 0, render_id = NULL, render_number = 0,
       render_submitted_at = NULL, render_polls = 0, output_url = NULL, fetch_tries = 0, completed_at = NULL
     WHERE job_id = ANY($1)`,
    [jobIds],
  )
}
