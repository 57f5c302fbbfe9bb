import { itFinds, itIsSilentAbout, sql } from './it-finds.fixture.ts'

itFinds([
  [
    'a completed job without a video',
    sql('UPDATE job_steps SET video_file_id = NULL WHERE job_id = $1', 'completed'),
    ({ completed }) => `${completed} completed, and step 1 has no video`,
  ],
  [
    'a video that is a photo',
    sql(`UPDATE files SET purpose = 'media'`),
    ({ completed }) => `${completed} completed, and step 1 has file_one for a video, which is media`,
  ],
  [
    'a video whose bytes are gone',
    ({ removeVideo }) => removeVideo(),
    () => /has file_one, which cannot be played: ENOENT/,
  ],
  [
    'a video that was cut short',
    ({ storeVideo }) => storeVideo('video of 20'),
    () => /has file_one of 16 bytes, of which 11 are stored$/,
  ],
  [
    'a video with other bytes',
    ({ storeVideo }) => storeVideo('video of 2001 ms'),
    () => /has file_one, whose stored bytes have another sha256$/,
  ],
  [
    'a video that cannot be played',
    async ({ storeVideo, run }) => {
      await storeVideo('<html>a login page')
      await run(`UPDATE files SET size_bytes = 18, sha256 = encode(sha256('<html>a login page'), 'hex')`)
    },
    () => /has file_one, which cannot be played: it is not an MP4$/,
  ],
  [
    'a video without length',
    async ({ storeVideo, run }) => {
      await storeVideo('video of 0 ms')
      await run(`UPDATE files SET size_bytes = 13, sha256 = encode(sha256('video of 0 ms'), 'hex')`)
    },
    () => /has file_one, which lasts 0 ms$/,
  ],
])

itIsSilentAbout([
  [
    'a step that failed before the job was refined, and has no video',
    sql(`UPDATE job_steps SET status = 'failed', video_file_id = NULL WHERE job_id = $1`, 'completed'),
  ],
  [
    'a video that was deleted by its owner',
    async ({ run, removeVideo }) => {
      await removeVideo()
      await run('UPDATE files SET deleted_at = now()')
    },
  ],
])
