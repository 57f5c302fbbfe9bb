import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { path as bundledFfmpeg } from '@ffmpeg-installer/ffmpeg'

const run = promisify(execFile)

let found: Promise<string> | undefined

/** For tests: the machine's ffmpeg, or the one from npm. */
const findFfmpeg = () =>
  run('ffmpeg', ['-version']).then(
    () => 'ffmpeg',
    () => bundledFfmpeg,
  )

/** For tests: runs ffmpeg quietly, writing over what is there. */
export async function runFfmpeg(...args: readonly string[]): Promise<void> {
  found ??= findFfmpeg()
  await run(await found, ['-v', 'error', '-nostdin', '-y', ...args])
}

/** For tests: a clip of two seconds, 320 × 240, H.264 and AAC. */
export const makeClip = (path: string, ...options: readonly string[]): Promise<void> =>
  runFfmpeg(
    ...['-f', 'lavfi', '-i', 'testsrc=s=320x240:r=25:d=2', '-f', 'lavfi', '-i', 'sine=d=2'],
    ...['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-c:a', 'aac', ...options, path],
  )
